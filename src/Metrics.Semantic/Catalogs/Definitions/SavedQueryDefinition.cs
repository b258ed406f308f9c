using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Makes a saved query from what is written: dbt's names and calls become one question.</summary>
internal static class SavedQueryDefinition
{
    public static void Define(WrittenSavedQuery written, DefinitionSet set)
    {
        var problems = new List<Diagnostic>();
        var key = DefinitionKey.OfSavedQuery(written.Name);
        var saved = written.Rich
            ?? new SavedQuery(written.Name, written.Label, written.Description, written.Pack, new MetricQuery(), [], written.Location);
        if (written is { Rich: null, Params: { } parameters })
            saved = Of(parameters, saved, key, set, problems);
        set.SavedQueries.Add(saved with
        {
            Query = saved.Query with { Where = [.. saved.Query.Where, .. written.Where] },
            Parameters = written.Parameters,
            Exports = written.Exports,
            Meta = written.Meta,
        });
        set.Report(key, problems);
    }

    private static SavedQuery Of(WrittenParams written, SavedQuery saved, DefinitionKey key, DefinitionSet set, List<Diagnostic> problems)
    {
        var metrics = written.Metrics
            .Select(m => new MetricRequest(QueryNames.Name(m, $"{key}: query_params: metrics", key, UseOf.Metric, set.Uses, problems)))
            .ToEquatableList();
        var groupBy = written.GroupBy
            .Select(g => new GroupByRequest(QueryNames.Name(g, $"{key}: query_params: group_by", key, UseOf.GroupBy, set.Uses, problems)))
            .ToEquatableList();
        if (metrics.Count == 0 && groupBy.Count == 0)
            problems.Add(new Diagnostic(DiagnosticCode.MissingKey, $"{key}: it has no metrics", saved.Location));
        if (written.Limit < 0)
            problems.Add(
                new Diagnostic(
                    DiagnosticCode.WrongValue, $"{key}: query_params: limit {written.Limit} is negative", written.LimitAt));
        var columns = metrics.Select(m => m.Column).Concat(groupBy.Select(g => g.Column)).ToList();
        var query = new MetricQuery
        {
            Metrics = metrics,
            GroupBy = groupBy,
            OrderBy = QueryNames.Order(written.OrderBy, $"{key}: query_params: order_by", columns, problems),
            Limit = written.Limit,
        };
        return saved with { Query = query, AuthorFilters = AuthorFilters.Of(
            written.Where, $"{key}: query_params: where", key, set.Uses, problems) };
    }
}
