using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>A metric that <c>create_metric: true</c> makes is a metric like any other, whoever is computed from it.</summary>
public sealed class CreatedMetricTests
{
    private const string Tables =
        """
        create table store.fct_o_v1 as
        select * from (values (1, 1, 10, timestamp '2026-01-01'), (2, 1, 30, timestamp '2026-01-02')) as t (id, who, amount, at);
        create unique index on store.fct_o_v1 (id);
        create table store.time_spine_v1 as select d::date as day from generate_series(date '2026-01-01', date '2026-01-31', '1 day') as d;
        """;

    private const string Model =
        """
        semantic_models:
          - name: o
            model: ref('fct_o')
            defaults: {agg_time_dimension: at}
            entities: [{name: o, type: primary, expr: id}, {name: who, type: foreign}]
            dimensions: [{name: at, type: time, type_params: {time_granularity: day}}]
            measures:
              - {name: revenue, agg: sum, expr: amount, create_metric: true}
              - {name: orders, agg: count, expr: id, create_metric: true}
        models:
          - {name: time_spine, time_spine: {standard_granularity_column: day}, columns: [{name: day, granularity: day}]}

        """;

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task A_ratio_and_a_formula_over_created_metrics_are_answered()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Model +
            """
            metrics:
              - {name: per_order, type: ratio, type_params: {numerator: revenue, denominator: orders}}
              - {name: net, type: derived, type_params: {expr: revenue * 0.5, metrics: [revenue]}}
              - {name: net_of_net, type: derived, type_params: {expr: net + 1, metrics: [net]}}
              - {name: many, type: simple, type_params: {measure: orders}, filter: "{{ Metric('revenue', group_by=['who']) }} > 5"}
            saved_queries:
              - {name: q, query_params: {metrics: [revenue, net], group_by: ["TimeDimension('metric_time', 'month')"]}}
            """);
        Assert.Equal(["20 | 20"], await bed.RowsAsync("""{"metrics": ["per_order", "net"]}"""));
        await bed.CheckAsync(
            """{"metrics": ["net", "net_of_net", "many"]}""",
            "select sum(amount) * 0.5, sum(amount) * 0.5 + 1, count(*) from store.fct_o_v1");
        Assert.Equal(["q"], bed.Catalog.SavedQueries.Keys.AsEnumerable());
    }

    [Theory]
    [InlineData("{name: a, type: ratio, type_params: {numerator: revenue, denominator: orders}}")]
    [InlineData(
        "{name: a, type: derived, type_params: {expr: revenue - before, metrics: [revenue, {name: revenue, alias: before, offset_window: "
        + "1 day}]}}")]
    [InlineData("{name: a, type: cumulative, type_params: {cumulative_type_params: {metric: revenue, grain_to_date: month}}}")]
    [InlineData(
        "{name: a, type: conversion, type_params: {conversion_type_params: {base_metric: orders, conversion_metric: orders, entity: "
        + "who}}}")]
    [InlineData("{name: a, type: conversion, base_metric: orders, conversion_metric: orders, entity: who}")]
    [InlineData("{name: a, type: derived, expr: revenue / orders, input_metrics: [{name: revenue}, {name: orders}]}")]
    [InlineData("{name: a, type: cumulative, input_metric: revenue, window: 2 days}")]
    public void Every_kind_may_be_computed_from_created_metrics_in_either_form(string metric)
    {
        var draft = CatalogFiles.Load(("shop/semantic/o.yml", Model + $"metrics:\n  - {metric}\n"));
        Assert.Equal("", string.Join('\n', draft.Diagnostics.Lines()));
        Assert.Contains(draft.Sound.Metrics, m => m.Name == "a");
    }

    [Fact]
    public void Where_the_created_metric_is_left_out_that_error_is_told_and_no_unknown_name()
    {
        var draft = CatalogFiles.Load(
            ("shop/semantic/o.yml", Model.Replace("agg: sum", "agg: sun", StringComparison.Ordinal)),
            ("shop/semantic/p.yml", "metrics:\n  - {name: net, type: derived, type_params: {expr: revenue * 0.5, metrics: [revenue]}}\n"));
        Assert.Equal(
            [DiagnosticCode.WrongValue, DiagnosticCode.LeftOut],
            draft.Diagnostics.Select(d => d.Code));
        Assert.Equal(
            "measure 'revenue' of semantic model 'o' has an error (C102 at shop/semantic/o.yml:8:30), "
                + "and what uses it is left out with it: metric 'net', metric 'revenue'",
            draft.Diagnostics[1].Message);
    }

    [Fact]
    public void What_only_an_unreadable_file_could_define_is_told_as_its_consequence_once()
    {
        var draft = CatalogFiles.Load(
            ("shop/semantic/o.yml", Model + "  - {"),
            ("shop/semantic/p.yml",
                """
                metrics:
                  - {name: net, type: derived, type_params: {expr: revenue * 0.5, metrics: [revenue]}}
                  - {name: per_order, type: ratio, type_params: {numerator: revenue, denominator: orders}}
                  - {name: twice, type: derived, type_params: {expr: net * 2, metrics: [net]}}
                saved_queries:
                  - {name: q, query_params: {metrics: [per_order]}}
                """));
        Assert.Equal(DiagnosticCode.UnreadableFile, draft.Diagnostics[0].Code);
        Assert.All(draft.Diagnostics.Skip(1), d => Assert.Equal(DiagnosticCode.LeftOut, d.Code));
        Assert.Equal(
            ["metric 'net'", "metric 'per_order'", "metric 'twice'", "saved query 'q'"],
            draft.Diagnostics.SelectMany(d => d.Affects).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(draft.Sound.Metrics);
    }

    [Fact]
    public void What_is_not_enabled_is_called_so()
    {
        var draft = CatalogFiles.LoadWithShop(
            """
            metrics:
              - {name: off, type: simple, type_params: {measure: amount}, config: {enabled: false}}
              - {name: a, type: derived, type_params: {expr: off * 2, metrics: [off]}}
            """);
        Assert.Equal(
            ["metric 'a': there is no metric 'off': it is not enabled (shop/semantic/more.yml:2:5)"],
            draft.Diagnostics.Select(d => d.Message));
    }
}
