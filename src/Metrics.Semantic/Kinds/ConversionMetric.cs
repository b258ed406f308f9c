using Metrics.Domain;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Kinds;

/// <summary>A pair of properties that a conversion and the event before it must agree on.</summary>
/// <param name="Base">A dimension or entity of the base metric's model.</param>
/// <param name="Conversion">A dimension or entity of the conversion metric's model.</param>
public sealed record ConstantProperty(string Base, string Conversion);

/// <summary>How many events of one kind are followed by an event of another, for the same entity and within a time window.</summary>
public sealed record ConversionMetric : Metric
{
    /// <summary>The events before: a simple metric.</summary>
    public required MetricInput Base { get; init; }

    /// <summary>The events after: a simple metric.</summary>
    public required MetricInput Conversion { get; init; }

    /// <summary>The entity that both are about.</summary>
    public required string Entity { get; init; }

    /// <summary>True for the number of conversions, false for their share of the base events.</summary>
    public bool IsCount { get; init; }

    /// <summary>How long after the base event a conversion may come; null for any time.</summary>
    public MetricWindow? Window { get; init; }

    /// <summary>What the two events must also agree on.</summary>
    public EquatableList<ConstantProperty> ConstantProperties { get; init; }

    /// <inheritdoc/>
    public override string Kind => "conversion";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => [Base.Metric, Conversion.Metric];

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
