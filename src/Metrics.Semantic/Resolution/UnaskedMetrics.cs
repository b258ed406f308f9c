using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Metrics that a question needs but does not show: its conditions select groups by them, or its order sorts groups by them.
/// </summary>
internal static class UnaskedMetrics
{
    /// <summary>
    /// True when a question without metrics has conditions on metrics or is ordered by them, so that it is not a list of values.
    /// </summary>
    public static bool DecideGroups(Catalog catalog, MetricQuery query) => !query.MinMaxOnly && query.ApplyGroupBy
        && (query.Where.SelectMany(f => f.Names()).Any(n => IsMetric(catalog, n)) || InOrder(catalog, query).Any());

    /// <summary>True for the plain name of a metric that is not also the name of an entity.</summary>
    public static bool IsMetric(Catalog catalog, Operand.Name name) => name.By.Count == 0 && name.Kind switch
    {
        NameKind.Metric => true,
        NameKind.Any => catalog.Metrics.ContainsKey(name.Text) && catalog.Models.Values.All(m => m.Entities.All(e => e.Name != name.Text)),
        _ => false,
    };

    /// <summary>Metrics that the order uses and no column shows.</summary>
    public static IEnumerable<string> InOrder(Catalog catalog, MetricQuery query) => query.OrderBy.Select(o => o.Name).Where(n =>
        catalog.Metrics.ContainsKey(n)
        && AnswerOrder.Position(query, [], n) is null
        && query.Metrics.All(m => m.Column != n && (m.ShareOf is not null || m.Name != n)));

    /// <summary>
    /// Problems of names that would change their meaning when the facts of the order's metrics are added: an order must not change what a
    /// question asks.
    /// </summary>
    public static IEnumerable<Diagnostic> Strangers(
        Catalog catalog, MetricQuery query, EquatableList<Filter> rows, IReadOnlyList<MetricFact> making, IReadOnlyList<MetricFact> facts,
        IReadOnlyCollection<string> asides)
    {
        if (asides.Count == 0)
            return [];
        var problems = new List<Diagnostic>();
        var shared = new SharedNames(catalog, facts, problems);
        var before = new SharedNames(catalog, making, new List<Diagnostic>());
        var ofRows = rows.SelectMany(f => f.Names()).Where(n => n.Kind != NameKind.Metric).Select(n => n.Text);
        foreach (var name in query.GroupBy.Select(g => g.Name).Concat(ofRows).Distinct())
        {
            if (shared.FullName(name) is var other && other != name && other != before.Meaning(name))
            {
                problems.Add(new Diagnostic(
                    DiagnosticCode.AmbiguousPath, $"order_by: together with {string.Join(" and ", asides)} '{name}' would mean '{other}'",
                    Hint: $"write '{other}', or order by a metric of the same model"));
            }
        }

        return problems;
    }
}
