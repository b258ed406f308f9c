using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// An unknown name in a condition is searched among dimensions. Its author may have meant a metric, so the nearest metrics are suggested
/// too: <c>Revenue > 100</c>.
/// </summary>
internal static class NearMetrics
{
    /// <summary>The problems, with metrics among their candidates; those with a hint are already explained.</summary>
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
