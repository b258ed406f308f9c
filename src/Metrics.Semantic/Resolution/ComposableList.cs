using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>What may still be added to a half-built question: each metric and each dimension with which it could be answered.</summary>
/// <param name="Metrics">Names of metrics, in order.</param>
/// <param name="Dimensions">Dimensions, in order of their names.</param>
public sealed record ComposableList(EquatableList<string> Metrics, EquatableList<DimensionEntry> Dimensions)
{
    // A question composed by hand has few values in its conditions. Each value is bound again for every name that is tried.
    private const int MostValues = 1_000;

    // The resolver itself decides, so that this list and an answer never disagree.
    internal static async Task<Outcome<ComposableList>> OfAsync(
        Catalog catalog, MetricQuery asked, Func<MetricQuery, CancellationToken, Task<Outcome<ResolvedQuery>>> resolveAsync,
        CancellationToken ct)
    {
        if (asked.Where.Sum(f => (long)f.Size()) is var size and > MostValues)
        {
            return Outcome<ComposableList>.Refused(new Diagnostic(
                DiagnosticCode.MalformedRequest,
                $"the conditions of an incomplete question compare with {size} names and values; at most {MostValues} are allowed",
                Hint: "leave out long conditions here; the question itself may have them"));
        }

        var query = DeclaredNames.Of(catalog).In(asked) with { OrderBy = [], Limit = null, Offset = 0, Pinned = [] };
        if (query.Metrics.Count > 0 && await resolveAsync(query, ct) is { Value: null } refused)
            return Outcome<ComposableList>.Refused(refused.Diagnostics);
        var taken = query.Metrics.Select(m => m.Column).Concat(query.GroupBy.Select(g => g.Column)).ToHashSet(StringComparer.Ordinal);
        var metrics = new List<string>();
        foreach (var metric in catalog.Metrics.Keys.Where(m => !taken.Contains(m)).Order(StringComparer.Ordinal))
        {
            var tried = await resolveAsync(query with { Metrics = [.. query.Metrics, new MetricRequest(metric)] }, ct);
            if (IsOver(tried))
                return Outcome<ComposableList>.Refused(tried.Diagnostics);
            if (tried.Value is not null)
                metrics.Add(metric);
        }

        if (query.Metrics.Count == 0 && metrics.Count == 0 && query.GroupBy.Count + query.Where.Count > 0)
            return Outcome<ComposableList>.Refused(new Diagnostic(
                DiagnosticCode.UnreachableDimension, "no metric can be grouped by all of these dimensions and conditions",
                Hint: "remove some of them"));
        var addable = new SortedDictionary<string, DimensionEntry>(StringComparer.Ordinal);
        IEnumerable<EquatableList<MetricRequest>> cut = query.Metrics.Count > 0
            ? [query.Metrics] : metrics.Select(m => (EquatableList<MetricRequest>)[new MetricRequest(m)]);
        foreach (var requests in cut)
        {
            foreach (var dimension in DimensionList.Of(catalog, requests.Select(m => m.Name).ToEquatableList()).Value?.Items ?? [])
            {
                if (taken.Contains(dimension.Name) || addable.ContainsKey(dimension.Name))
                    continue;
                var tried = await resolveAsync(
                    query with { Metrics = requests, GroupBy = [.. query.GroupBy, new GroupByRequest(dimension.Name)] }, ct);
                if (IsOver(tried))
                    return Outcome<ComposableList>.Refused(tried.Diagnostics);
                if (tried.Value is not null)
                    addable.Add(dimension.Name, dimension);
            }
        }

        return Outcome<ComposableList>.Of(new ComposableList(metrics.ToEquatableList(), addable.Values.ToEquatableList()));
    }

    // The caller's turns are used up, or no turn came in time: the name was not tried.
    private static bool IsOver(Outcome<ResolvedQuery> tried) =>
        tried.Diagnostics.Any(d => d.Code == DiagnosticCode.TooManyRequests || d.Code == DiagnosticCode.QuickLaneFull);
}
