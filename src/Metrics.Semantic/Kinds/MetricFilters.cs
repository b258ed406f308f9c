using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Kinds;

/// <summary>The conditions that a metric's author wrote into it.</summary>
internal static class MetricFilters
{
    /// <summary>The metric's own filters, and those that it adds to its input metrics.</summary>
    public static IEnumerable<AuthorFilter> Of(Metric metric) => metric.Filters.Concat(metric switch
    {
        DerivedMetric derived => derived.Inputs.SelectMany(i => i.Filters),
        RatioMetric ratio => ratio.Numerator.Filters.Concat(ratio.Denominator.Filters),
        CumulativeMetric cumulative => cumulative.Input.Filters,
        ConversionMetric conversion => conversion.Base.Filters.Concat(conversion.Conversion.Filters),
        _ => [],
    });
}
