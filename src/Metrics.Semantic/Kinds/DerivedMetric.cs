using Metrics.Domain.Results;
using Metrics.Domain;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Kinds;

/// <summary>A formula over other metrics.</summary>
public sealed record DerivedMetric : Metric
{
    /// <summary>
    /// The formula; null when it is SQL that the formula grammar does not cover and that goes into the statement as written.
    /// </summary>
    public required Formula? Formula { get; init; }

    /// <summary>The formula as its author wrote it.</summary>
    public required string Expr { get; init; }

    /// <summary>
    /// The type that the engine gives the formula, when it goes into the statement as written or has inputs that are not numbers; null when
    /// it is not known.
    /// </summary>
    public DataType? Type { get; init; }

    /// <summary>The metrics that its names refer to.</summary>
    public required EquatableList<MetricInput> Inputs { get; init; }

    /// <inheritdoc/>
    public override string Kind => "derived";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => Inputs.Select(i => i.Metric);

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
