using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary>A fact that a metric is computed from, as far as the meaning of names depends on it.</summary>
/// <param name="Model">The model.</param>
/// <param name="TimeDimension">The dimension that <c>metric_time</c> means for it.</param>
/// <param name="Subject">The subjects' entity, for metrics about subjects of the fact; null for metrics about its rows.</param>
internal sealed record MetricFact(string Model, string? TimeDimension, string? Subject = null)
{
    /// <summary>The facts of metrics and of all their inputs, each once.</summary>
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
                // Conversions are attributed to base events, so only base events can be grouped.
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
