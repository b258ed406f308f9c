using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// A name in a condition that means nothing is looked for among dimensions; its author may as well have meant a metric, which is then among
/// the nearest names: <c>Revenue > 100</c>.
/// </summary>
internal static class NearMetrics
{
    /// <summary>The problems, with metrics among their candidates; what has a hint is explained already.</summary>
    public static IEnumerable<Diagnostic> In(IEnumerable<Diagnostic> problems, MetricQuery query, Catalog catalog)
    {
        var conditions = query.Where.SelectMany(f => f.Names()).Where(n => n.Kind == NameKind.Any).Select(n => n.Text)
            .ToHashSet(StringComparer.Ordinal);
        return problems.Select(p => p is { Unknown: { } unknown, Hint: null } && conditions.Contains(unknown)
            ? p with
            {
                Candidates = NearestNames.To(
                    unknown, p.Candidates.Concat(catalog.Metrics.Keys).Concat(query.Metrics.Select(m => m.Column))),
            }
            : p);
    }
}
