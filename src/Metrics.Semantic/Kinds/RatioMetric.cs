using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Kinds;

/// <summary>One metric divided by another; nothing where the lower one is zero.</summary>
public sealed record RatioMetric : Metric
{
    /// <summary>The upper one.</summary>
    public required MetricInput Numerator { get; init; }

    /// <summary>The lower one.</summary>
    public required MetricInput Denominator { get; init; }

    /// <inheritdoc/>
    public override string Kind => "ratio";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => [Numerator.Metric, Denominator.Metric];

    internal override MetricValue Resolve(MetricScope scope, EquatableList<AuthorFilter> filters) => MetricValue.Quotient(
        scope.Metric(Numerator.Metric, filters.Concat(Numerator.Filters).ToEquatableList()).Calculable(Numerator.Metric),
        scope.Metric(Denominator.Metric, filters.Concat(Denominator.Filters).ToEquatableList()).Calculable(Denominator.Metric));
}
