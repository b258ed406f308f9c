using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Separates conditions on rows from conditions on metrics. A condition that mixes both under OR has no meaning at either level.
/// </summary>
internal static class FilterLevels
{
    public static (EquatableList<Filter> Rows, EquatableList<Filter> Metrics) Split(
        EquatableList<Filter> where, Catalog catalog, MetricQuery query, ICollection<Diagnostic> problems)
    {
        var (rows, metrics) = (new List<Filter>(), new List<Filter>());
        foreach (var filter in where.SelectMany(f => f.Conjuncts()))
        {
            var names = filter.Names().ToList();
            var onMetrics = names.Count(n => IsMetric(n, catalog, query));
            if (onMetrics == 0)
                rows.Add(filter);
            else if (onMetrics == names.Count)
                metrics.Add(filter);
            else
            {
                problems.Add(new Diagnostic(
                    DiagnosticCode.MixedLevels,
                    $"one condition mixes {names.First(n => IsMetric(n, catalog, query)).Text}, a metric, with "
                    + $"{names.First(n => !IsMetric(n, catalog, query)).Text}, a property of rows",
                    Hint: "write them as two conditions that must both hold"));
            }
        }

        return (rows.ToEquatableList(), metrics.ToEquatableList());
    }

    private static bool IsMetric(Operand.Name name, Catalog catalog, MetricQuery query) => name.Kind switch
    {
        NameKind.Metric => name.By.Count == 0,
        NameKind.Any => ShadowedNames.IsAsked(catalog, query, name.Text)
            || (catalog.Metrics.ContainsKey(name.Text) && catalog.Models.Values.All(m => m.Entities.All(e => e.Name != name.Text))),
        _ => false,
    };
}
