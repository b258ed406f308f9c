using Metrics.Domain;

namespace Metrics.Semantic.Kinds;

/// <summary>One metric divided by another; null where the denominator is zero.</summary>
public sealed record RatioMetric : Metric
{
    /// <summary>The dividend.</summary>
    public required MetricInput Numerator { get; init; }

    /// <summary>The divisor.</summary>
    public required MetricInput Denominator { get; init; }

    /// <inheritdoc/>
    public override string Kind => "ratio";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => [Numerator.Metric, Denominator.Metric];

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
