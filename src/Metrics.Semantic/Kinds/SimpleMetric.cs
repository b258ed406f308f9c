using Metrics.Domain;

namespace Metrics.Semantic.Kinds;

/// <summary>A measure, aggregated.</summary>
public sealed record SimpleMetric : Metric
{
    /// <summary>The measure's name; for a metric that declares its own aggregation, the measure made for it.</summary>
    public required string Measure { get; init; }

    /// <summary>The value shown where there are no rows; null for none.</summary>
    public long? FillNullsWith { get; init; }

    /// <summary>True when every time of the time spine has a row, with or without data.</summary>
    public bool JoinToTimeSpine { get; init; }

    /// <inheritdoc/>
    public override string Kind => "simple";

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
