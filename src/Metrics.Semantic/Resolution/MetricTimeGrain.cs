using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary><c>metric_time</c> without a grain is taken at the coarsest of the grains that the metrics' data have.</summary>
internal static class MetricTimeGrain
{
    /// <param name="catalog">All definitions.</param>
    /// <param name="metrics">Every metric of the question, those that only conditions use included.</param>
    public static Grain? Of(Catalog catalog, IEnumerable<string> metrics)
    {
        var (waiting, seen, grains) = (new Stack<string>(metrics), new HashSet<string>(), new List<Grain?>());
        while (waiting.TryPop(out var name))
        {
            if (!seen.Add(name) || !catalog.Metrics.TryGetValue(name, out var metric))
                continue;
            if (metric is SimpleMetric simple)
                grains.Add(GrainOf(catalog.Measures[simple.Measure].Model, catalog.Measures[simple.Measure].Measure.TimeDimension));
            else if (metric is TimeToNthEventMetric events)
                grains.Add(GrainOf(catalog.Models[events.Model], events.TimeDimension));
            foreach (var input in metric.InputMetrics)
                waiting.Push(input);
        }

        return grains.Max();
    }

    private static Grain? GrainOf(SemanticModel model, string? timeDimension) => model.Dimensions.FirstOrDefault(d => d.Name == timeDimension)?.Grain;
}
