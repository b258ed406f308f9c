using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>No metric is computed from itself, through however many others.</summary>
internal static class MetricCycles
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var metrics = context.Set.Metrics.GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.First());
        var settled = new HashSet<string>();
        return metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal).SelectMany(m => Visit(m.Name, [])).ToList();

        IEnumerable<Finding> Visit(string name, List<string> path)
        {
            if (!metrics.TryGetValue(name, out var metric) || settled.Contains(name))
                return [];
            if (path.IndexOf(name) is var start and >= 0)
                return Cycle(path[start..]);
            path.Add(name);
            var found = metric.InputMetrics.SelectMany(input => Visit(input, path)).ToList();
            path.RemoveAt(path.Count - 1);
            settled.Add(name);
            return found;
        }

        IEnumerable<Finding> Cycle(List<string> cycle)
        {
            var text = string.Join(" → ", cycle.Append(cycle[0]));
            return cycle.Select(name => new Finding(
                DefinitionKey.OfMetric(name),
                new Diagnostic(DiagnosticCode.Cycle, $"metric '{name}' is computed from itself: {text}", metrics[name].Location)));
        }
    }
}
