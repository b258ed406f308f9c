using Metrics.Domain.Results;
using Metrics.Domain;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Kinds;

/// <summary>A formula over other metrics.</summary>
public sealed record DerivedMetric : Metric
{
    /// <summary>The formula; null when it is SQL beyond our grammar, which is projected as written.</summary>
    public required Formula? Formula { get; init; }

    /// <summary>The formula as its author wrote it.</summary>
    public required string Expr { get; init; }

    /// <summary>
    /// For a formula that is projected as written or has inputs that are no numbers, the type that the engine gives it; null when it is
    /// not known.
    /// </summary>
    public DataType? Type { get; init; }

    /// <summary>The metrics its names stand for.</summary>
    public required EquatableList<MetricInput> Inputs { get; init; }

    /// <inheritdoc/>
    public override string Kind => "derived";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => Inputs.Select(i => i.Metric);

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
