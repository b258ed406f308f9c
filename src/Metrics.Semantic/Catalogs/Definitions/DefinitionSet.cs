using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>
/// The definitions made from everything that was written, broken ones included. Rules check the whole set, so that a broken definition is
/// not reported again as an unknown name.
/// </summary>
internal sealed class DefinitionSet
{
    private DefinitionSet(WrittenManifest written) => Written = written;

    /// <summary>As written.</summary>
    public WrittenManifest Written { get; }

    public List<SemanticModel> Models { get; } = [];

    public List<Metric> Metrics { get; } = [];

    public List<SavedQuery> SavedQueries { get; } = [];

    public List<TimeSpine> TimeSpines { get; } = [];

    public List<Use> Uses { get; } = [];

    public List<Finding> Findings { get; } = [];

    public static DefinitionSet Of(WrittenManifest written)
    {
        var set = new DefinitionSet(written);
        set.Uses.AddRange(written.Uses);
        set.Findings.AddRange(written.Findings);
        var aggregations = new MetricAggregations(written);
        foreach (var model in written.Models)
        {
            set.Models.Add(ModelDefinition.Of(model, aggregations.Of(model), set));
            set.Metrics.AddRange(model.EventMetrics);
        }

        var metrics = new MetricDefinition(set, aggregations);
        foreach (var metric in written.Metrics)
            metrics.Define(metric);
        foreach (var query in written.SavedQueries)
            SavedQueryDefinition.Define(query, set);
        SpineDefinition.Define(written, set);
        return set;
    }

    public void Report(DefinitionKey? breaks, IEnumerable<Diagnostic> problems) =>
        Findings.AddRange(problems.Select(p => new Finding(breaks, p)));
}

/// <summary>Makes time spines from what is written; those of the older configuration only if there are no others.</summary>
internal static class SpineDefinition
{
    public static void Define(WrittenManifest written, DefinitionSet set) => set.TimeSpines.AddRange(
        (written.Spines.Count > 0 ? written.Spines : written.LegacySpines).Select(
            s => new TimeSpine(s.Table, s.Column, s.Grain ?? Grain.Day, s.Pack, s.Location)
            {
                Relation = s.Relation,
                CustomGranularities = s.CustomGranularities.Select(g => new CustomGranularity(g.Name.Text, g.Column ?? g.Name.Text))
                    .ToEquatableList(),
            }));
}

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
