using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Answers;

/// <summary>What may still be added to a half-built question: each metric and each dimension with which it could be answered as it is.</summary>
/// <param name="Metrics">Names of metrics, in order.</param>
/// <param name="Dimensions">Dimensions, in order of their names.</param>
public sealed record ComposableList(EquatableList<string> Metrics, EquatableList<DimensionEntry> Dimensions)
{
    // The resolver itself is asked, so that this list and an answer never disagree.
    internal static Outcome<ComposableList> Of(Catalog catalog, MetricQuery asked)
    {
        var query = asked with { OrderBy = [], Limit = null, Offset = 0, Pinned = [] };
        if (query.Metrics.Count > 0 && QueryResolver.Resolve(catalog, query, []) is { Value: null } refused)
            return Outcome<ComposableList>.Refused(refused.Diagnostics);
        var taken = query.Metrics.Select(m => m.Column).Concat(query.GroupBy.Select(g => g.Column)).ToHashSet(StringComparer.Ordinal);
        var metrics = catalog.Metrics.Keys
            .Where(m => !taken.Contains(m) && Stands(catalog, query with { Metrics = [.. query.Metrics, new MetricRequest(m)] }))
            .Order(StringComparer.Ordinal)
            .ToEquatableList();
        if (query.Metrics.Count == 0 && metrics.Count == 0 && query.GroupBy.Count + query.Where.Count > 0)
            return Outcome<ComposableList>.Refused(new Diagnostic(
                DiagnosticCode.UnreachableDimension, "no metric can be cut by all of these dimensions and conditions", Hint: "take some of them away"));
        return Outcome<ComposableList>.Of(new ComposableList(metrics, query.Metrics.Count > 0
            ? Addable(catalog, query, query.Metrics.Select(m => m.Name).ToEquatableList(), taken)
            : metrics.SelectMany(m => Addable(catalog, query with { Metrics = [new MetricRequest(m)] }, [m], taken))
                .DistinctBy(d => d.Name)
                .OrderBy(d => d.Name, StringComparer.Ordinal)
                .ToEquatableList()));
    }

    private static EquatableList<DimensionEntry> Addable(Catalog catalog, MetricQuery query, EquatableList<string> metrics, HashSet<string> taken) =>
        (DimensionList.Of(catalog, metrics).Value?.Items ?? [])
        .Where(d => !taken.Contains(d.Name) && Stands(catalog, query with { GroupBy = [.. query.GroupBy, new GroupByRequest(d.Name)] }))
        .ToEquatableList();

    private static bool Stands(Catalog catalog, MetricQuery query) => QueryResolver.Resolve(catalog, query, []).Value is not null;
}
