using System.Collections.Concurrent;
using Metrics.Domain;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>The dimensions that each metric of a catalog can be grouped by, computed once for all metrics of the same facts.</summary>
internal sealed class MetricDimensions(Catalog catalog)
{
    private readonly ConcurrentDictionary<string, EquatableList<DimensionEntry>> _byFacts = new();

    public EquatableList<DimensionEntry> Of(Metric metric) =>
        _byFacts.GetOrAdd(
            Facts(metric), static (_, x) => DimensionList.Of(x.Catalog, [x.Metric]).Value?.Items ?? default,
            (Catalog: catalog, Metric: metric.Name));

    public IEnumerable<DimensionEntry> All() =>
        catalog.Metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal).DistinctBy(Facts).SelectMany(m => Of(m));

    private string Facts(Metric metric) => metric switch
    {
        SimpleMetric simple => catalog.Measures[simple.Measure] is var (model, measure) ? $"{model.Name}.{measure.TimeDimension}" : "",
        TimeToNthEventMetric events => $"{events.Model}.{events.TimeDimension} {events.Entity}",
        _ when metric.InputMetrics.Any() => string.Join(
            ", ", metric.InputMetrics.Select(m => Facts(catalog.Metrics[m])).Distinct().Order(StringComparer.Ordinal)),
        _ => $"of {metric.Name} alone",
    };
}
