using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>The tables that a question reads, by their models' names, sorted.</summary>
public static class TouchedTables
{
    /// <summary>The tables; refused when the question cannot be asked.</summary>
    public static Outcome<IReadOnlyList<string>> Of(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored)
    {
        var resolution = QueryResolver.Resolve(catalog, query, authored);
        return resolution.Succeeded(out var resolved)
            ? Outcome<IReadOnlyList<string>>.Of([.. Of(catalog, resolved).Order(StringComparer.Ordinal)])
            : Outcome<IReadOnlyList<string>>.Refused(resolution.Diagnostics);
    }

    /// <summary>
    /// The tables that a metric reads whatever it is grouped by: those of its facts and inputs, and those that its conditions join to. For
    /// a metric that cannot be asked for, all that its conditions can join to.
    /// </summary>
    public static IReadOnlyList<string> OfMetric(Catalog catalog, string metric)
    {
        var (waiting, seen, models) = (
            new Stack<string>([metric]), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        while (waiting.TryPop(out var name))
        {
            if (!seen.Add(name) || !catalog.Metrics.TryGetValue(name, out var known))
                continue;
            var resolved = ((EquatableList<GroupByRequest>[])[[], [new GroupByRequest(NameIndex.MetricTime)]])
                .Select(by => QueryResolver.Resolve(
                    catalog, new MetricQuery { Metrics = [new MetricRequest(name)], GroupBy = by }, []).Value)
                .OfType<ResolvedQuery>().ToList();
            models.UnionWith(resolved.Count > 0 ? resolved.SelectMany(r => r.Models) : Reachable(catalog, known));
            foreach (var input in known.InputMetrics)
                waiting.Push(input);
        }

        return [.. models.Select(m => catalog.ModelOf(m).Table).Distinct().Order(StringComparer.Ordinal)];
    }

    // What its conditions join to is not known, so all that they can join to.
    private static IEnumerable<string> Reachable(Catalog catalog, Metric metric) => MetricFact.Of(catalog, [metric.Name]).SelectMany(
        f => (MetricFilters.Of(metric).Any() ? Reach.Of(catalog, catalog.ModelOf(f.Model), null).All.SelectMany(r => r.Path) : [])
            .Select(s => s.Model).Append(f.Model));

    internal static IEnumerable<string> Of(Catalog catalog, ResolvedQuery resolved) =>
        resolved.Models.Select(m => catalog.ModelOf(m).Table).Distinct();
}
