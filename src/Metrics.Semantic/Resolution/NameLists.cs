using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// The way out for an unknown name that no known one is near to: the first names that there are, and the route that lists them all. They
/// are of the catalog as its caller sees it.
/// </summary>
internal static class NameLists
{
    // A longer list is hard to read in one line.
    private const int Most = 10;

    /// <summary>A hint that lists metrics.</summary>
    public static string? Metrics(Catalog catalog) => Of("metric", [.. catalog.Metrics.Keys], "/api/v1/metrics");

    /// <summary>A hint that lists dimensions.</summary>
    public static string? Dimensions(IEnumerable<string> known) => Of("dimension", [.. known.Distinct()], "/api/v1/dimensions");

    /// <summary>
    /// The problems of a question with such hints, where nothing else explains an unknown dimension. A metric that has the name without its
    /// entity is suggested first.
    /// </summary>
    public static IEnumerable<Diagnostic> On(IEnumerable<Diagnostic> problems, MetricQuery query, Catalog catalog) => problems.Select(p =>
        p is not { Unknown: { } unknown, Hint: null, Candidates.Count: 0 } || p.Code != DiagnosticCode.UnknownDimension ? p
            : p with { Hint = Metric(catalog, unknown) ?? Dimensions(Known(catalog, query)) });

    private static string? Metric(Catalog catalog, string unknown) =>
        unknown.LastIndexOf("__", StringComparison.Ordinal) is var cut and > 0
        && DeclaredNames.Of(catalog).FindMetric(unknown[(cut + 2)..]) is { } metric
            ? $"there is a metric '{metric.Name}': ask for it in metrics, or write it so in a condition" : null;

    // Those that the question's metrics reach; without metrics, those of every model.
    private static IEnumerable<string> Known(Catalog catalog, MetricQuery query)
    {
        var facts = MetricFact.Of(catalog, query.Metrics.Select(m => m.Name)).Select(f => catalog.ModelOf(f.Model)).Distinct().ToList();
        IEnumerable<SemanticModel> models = facts.Count > 0 ? facts : catalog.Models.Values;
        return models.SelectMany(m => Reach.Of(catalog, m, null).All.Where(r => JoinSafety.Check(catalog, m, r) is null))
            .Select(r => r.Name);
    }

    private static string? Of(string what, List<string> names, string route)
    {
        if (names.Count == 0)
            return null;
        var shown = names.Order(StringComparer.Ordinal).Take(Most).ToList();
        return names.Count <= Most ? $"the {what}s are {string.Join(", ", shown)}"
            : $"{route} lists all {names.Count} {what}s: {string.Join(", ", shown)}, …";
    }
}
