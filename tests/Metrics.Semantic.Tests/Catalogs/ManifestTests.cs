using System.Text.Json;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary><c>semantic_manifest.json</c> as dbt and MetricFlow write it.</summary>
public sealed class ManifestTests
{
    private const string Manifest =
        """
        {"semantic_models": [{
            "name": "accounts", "description": null, "primary_entity": "account",
            "node_relation": {"alias": "fct_accounts", "schema_name": "analytics", "database": null,
                              "relation_name": "analytics.fct_accounts"},
            "defaults": {"agg_time_dimension": "ds"},
            "entities": [{"name": "user", "type": "foreign", "expr": "user_id", "role": null}],
            "dimensions": [{"name": "ds", "type": "time", "type_params": {"time_granularity": "day", "validity_params": null},
                            "is_partition": true}],
            "measures": [{"name": "balance", "agg": "sum", "expr": "amount", "agg_params": null, "create_metric": null,
                          "non_additive_dimension": {"name": "ds", "window_choice": "max", "window_groupings": ["user"]}}],
            "metadata": null}],
         "metrics": [
            {"name": "balance", "type": "simple", "label": "Balance",
             "filter": {"where_filters": [{"where_sql_template": "{{ Entity('user') }} is not null"}]},
             "type_params": {"measure": {"name": "balance", "filter": null, "alias": null, "join_to_timespine": false,
                                         "fill_nulls_with": null},
                             "expr": "amount",
                             "metric_aggregation_params": {"semantic_model": "accounts", "agg": "sum",
                                                           "non_additive_dimension": {"name": "ds", "window_choice": "max",
                                                                                      "window_groupings": ["user"]}},
                             "input_measures": [{"name": "balance"}], "join_to_timespine": true, "is_private": true}},
            {"name": "p95", "type": "simple",
             "type_params": {"expr": "amount", "fill_nulls_with": 0,
                             "metric_aggregation_params": {"semantic_model": "accounts", "agg": "percentile", "agg_time_dimension": "ds",
                                                           "agg_params": {"percentile": 0.95, "use_discrete_percentile": true,
                                                                          "use_approximate_percentile": false}}}},
            {"name": "monthly", "type": "cumulative", "time_granularity": "week",
             "type_params": {"cumulative_type_params": {"metric": {"name": "balance"}, "window": {"count": 2, "granularity": "months"},
                                                       "period_agg": "last"}}},
            {"name": "growth", "type": "derived",
             "type_params": {"expr": "balance - last",
                             "metrics": [{"name": "balance"},
                                         {"name": "balance", "alias": "last",
                                          "offset_window": {"count": 1, "granularity": "martian_day"}}]}}],
         "project_configuration": {
            "time_spines": [{"node_relation": {"alias": "days", "schema_name": "analytics", "relation_name": "analytics.days"},
                             "primary_column": {"name": "ds", "time_granularity": "day"},
                             "custom_granularities": [{"name": "martian_day", "column_name": null},
                                                      {"name": "fiscal_year", "column_name": "fy"}]}],
            "time_spine_table_configurations": [{"location": "analytics.days", "column_name": "ds", "grain": "day"}],
            "dsi_package_version": {"major_version": "0"}, "metadata": null},
         "saved_queries": [
            {"name": "q", "query_params": {"metrics": ["p95"], "group_by": ["TimeDimension('metric_time', 'DAY')", "Entity('user')"],
                                           "order_by": ["Metric('p95').descending(True)"], "limit": 3,
                                           "where": {"where_filters": [
                                               {"where_sql_template": "{{ TimeDimension('metric_time', 'day') }} > '2020-01-01'"}]}},
             "exports": [{"name": "e", "config": {"export_as": "table", "schema_name": "out", "alias": "t", "database": null}}]}]}
        """;

    private static readonly CatalogDraft _draft = CatalogFiles.Load(("shop/semantic/semantic_manifest.json", Manifest));

    [Fact]
    public void A_manifest_is_read_without_a_word() => Assert.Empty(_draft.Diagnostics.Lines());

    [Fact]
    public void Its_models_are_of_relations()
    {
        var model = Assert.Single(_draft.Models);
        Assert.Equal(new NodeRelation(null, "analytics", "fct_accounts"), model.Relation);
        Assert.Equal("fct_accounts", model.Table);
        Assert.True(Assert.Single(model.Dimensions).IsPartition);
        Assert.Equal(
            new NonAdditiveDimension("ds", TakesLast: true, ["user"]), model.Measures.Single(m => m.Name == "balance").NonAdditive);
    }

    [Fact]
    public void A_metrics_own_aggregation_is_a_measure_unless_the_model_has_the_same()
    {
        Assert.Equal("balance", Metric<SimpleMetric>("balance").Measure);
        var percentile = _draft.Models[0].Measures.Single(m => m.Name == Metric<SimpleMetric>("p95").Measure);
        Assert.Equal(
            (Aggregation.Percentile, 0.95, true, false, true),
            (percentile.Aggregation, percentile.Percentile, percentile.IsDiscrete, percentile.IsApproximate, percentile.IsOfMetric));
        Assert.Equal(("amount", "ds"), (percentile.Expr, percentile.TimeDimension));
        Assert.Equal(2, _draft.Models[0].Measures.Count);
    }

    [Fact]
    public void Its_metrics_say_all_they_say_in_files()
    {
        Assert.Equal(
            (true, true, "{user} is not null"),
            (Metric<SimpleMetric>("balance").JoinToTimeSpine, Metric<SimpleMetric>("balance").IsPrivate,
                $"{Metric<SimpleMetric>("balance").Filters[0]}"));
        Assert.Equal(0, Metric<SimpleMetric>("p95").FillNullsWith);
        var cumulative = Metric<CumulativeMetric>("monthly");
        Assert.Equal(
            ("balance", "2 month", PeriodAggregation.Last, "week"),
            (cumulative.Input.Metric, $"{cumulative.Window}", cumulative.PeriodAggregation, $"{cumulative.TimeGranularity}"));
        var offset = Metric<DerivedMetric>("growth").Inputs[1];
        Assert.Equal(("last", "1 martian_day", true), (offset.Name, $"{offset.OffsetWindow}", offset.OffsetWindow!.Grain.IsCustom));
    }

    [Fact]
    public void Its_time_spines_define_grains()
    {
        var spine = Assert.Single(_draft.Sound.TimeSpines);
        Assert.Equal(new NodeRelation(null, "analytics", "days"), spine.Relation);
        Assert.Equal(
            [new CustomGranularity("martian_day", "martian_day"), new CustomGranularity("fiscal_year", "fy")], spine.CustomGranularities);
    }

    [Fact]
    public void Its_saved_queries_are_questions()
    {
        var saved = Assert.Single(_draft.Sound.SavedQueries);
        Assert.Equal(["metric_time__day", "user"], saved.Query.GroupBy.Select(g => g.Name));
        Assert.Equal((true, 3L), (saved.Query.OrderBy[0].Descending, saved.Query.Limit));
        Assert.Equal("{metric_time__day} > '2020-01-01'", $"{saved.AuthorFilters[0]}");
        Assert.Equal(new SavedQueryExport("e", "table", "out", "t"), saved.Exports[0]);
    }

    [ConformanceFact]
    public void Every_manifest_of_the_pack_is_read_whole()
    {
        foreach (var path in Directory.GetFiles(ConformancePacks.File("metricflow", "manifests"), "*.json"))
        {
            var text = File.ReadAllText(path);
            using var json = JsonDocument.Parse(text);
            var draft = CatalogFiles.Load(("pack/semantic/semantic_manifest.json", text));
            Assert.Equal("", string.Join('\n', draft.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Lines()));
            Assert.Equal(Count(json, "semantic_models"), draft.Models.Count);
            Assert.Equal(Count(json, "metrics"), draft.Sound.Metrics.Count);
            Assert.Equal(Count(json, "saved_queries"), draft.Sound.SavedQueries.Count);
        }
    }

    private static int Count(JsonDocument manifest, string key) =>
        manifest.RootElement.TryGetProperty(key, out var list) ? list.GetArrayLength() : 0;

    private static T Metric<T>(string name)
        where T : Metric => Assert.IsType<T>(_draft.Sound.Metrics.Single(m => m.Name == name));
}
