using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary>A fact that a metric is computed from, as names see it.</summary>
/// <param name="Model">The model.</param>
/// <param name="TimeDimension">What <c>metric_time</c> is for it.</param>
/// <param name="Subject">For metrics about subjects of the fact, their entity; null for metrics about its rows.</param>
internal sealed record MetricFact(string Model, string? TimeDimension, string? Subject = null)
{
    /// <summary>The facts of a metric and of all it is computed from, each once.</summary>
    public static IReadOnlyList<MetricFact> Of(Catalog catalog, IEnumerable<string> metrics)
    {
        var (waiting, seen, facts) =
            (new Stack<string>(metrics.Reverse()), new HashSet<string>(StringComparer.Ordinal), new List<MetricFact>());
        while (waiting.TryPop(out var name))
        {
            if (!seen.Add(name) || !catalog.Metrics.TryGetValue(name, out var metric))
                continue;
            switch (metric)
            {
                case SimpleMetric simple:
                    var (model, measure) = catalog.Measures[simple.Measure];
                    facts.Add(new MetricFact(model.Name, measure.TimeDimension));
                    break;
                case TimeToNthEventMetric events:
                    facts.Add(new MetricFact(events.Model, events.TimeDimension, events.Entity));
                    break;
                // What follows is looked up for each base event, so only that can be cut.
                case ConversionMetric conversion:
                    waiting.Push(conversion.Base.Metric);
                    break;
                default:
                    foreach (var input in metric.InputMetrics.Reverse())
                        waiting.Push(input);
                    break;
            }
        }

        return [.. facts.Distinct()];
    }
}
