using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// <c>metric_time</c> without a grain has the coarsest of the grains of the metrics: their own <c>time_granularity</c>, or the grain of
/// their data, but no finer than days.
/// </summary>
internal static class MetricTimeGrain
{
    /// <param name="catalog">All definitions.</param>
    /// <param name="metrics">Every metric of the question, including those that only conditions use.</param>
    public static Grain? Of(Catalog catalog, IEnumerable<string> metrics) => metrics.Select(m => Of(catalog, m, [])).Max();

    private static Grain? Of(Catalog catalog, string name, HashSet<string> seen)
    {
        if (!seen.Add(name) || !catalog.Metrics.TryGetValue(name, out var metric))
            return null;
        if (metric.TimeGranularity?.Standard is { } own)
            return own;
        var inputs = metric is ConversionMetric conversion ? [conversion.Base.Metric] : metric.InputMetrics;
        return metric switch
        {
            SimpleMetric simple => GrainOf(catalog.Measures[simple.Measure].Model, catalog.Measures[simple.Measure].Measure.TimeDimension),
            TimeToNthEventMetric events => GrainOf(catalog.Models[events.Model], events.TimeDimension),
            _ => inputs.Select(i => Of(catalog, i, seen)).Max(),
        };
    }

    private static Grain? GrainOf(SemanticModel model, string? timeDimension) =>
        model.Dimensions.FirstOrDefault(d => d.Name == timeDimension)?.Grain is { } grain ? (grain < Grain.Day ? Grain.Day : grain) : null;
}
