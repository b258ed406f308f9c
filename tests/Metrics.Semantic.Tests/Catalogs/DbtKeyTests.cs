using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Keys as dbt takes them: known ones without effect here are accepted, unknown ones are wrong where dbt says so.</summary>
public sealed class DbtKeyTests
{
    // All that dbt-core 1.13 and dbt-semantic-interfaces let stand in each of them.
    [Fact]
    public void Every_key_of_both_generations_is_accepted()
    {
        var draft = CatalogFiles.Load(("shop/semantic/all.yml",
            """
            version: 2
            semantic_models:
              - name: orders
                label: Orders
                description: All
                model: ref('fct_orders')
                config: {enabled: true, group: g, tags: [t], meta: {a: b}}
                defaults: {agg_time_dimension: at}
                entities:
                  - {name: order, type: primary, role: r, entity: e, expr: id, label: O, description: d, config: {meta: {a: b}}}
                  - {name: who, type: foreign}
                dimensions:
                  - name: at
                    type: time
                    label: At
                    description: d
                    is_partition: false
                    expr: at
                    type_params: {time_granularity: day}
                    config: {meta: {a: b}}
                measures:
                  - name: amount
                    agg: sum
                    label: Amount
                    description: d
                    expr: amount
                    agg_time_dimension: at
                    create_metric: true
                    create_metric_display_name: Amounts
                    non_additive_dimension: {name: at, window_choice: max, window_groupings: [who]}
                    config: {meta: {a: b}}
                  - {name: p, agg: percentile, expr: amount,
                    agg_params: {percentile: 0.5, use_discrete_percentile: true, use_approximate_percentile: false}}
                  - {name: n, agg: count, expr: id}
            metrics:
              - name: ratio
                label: R
                description: d
                type: ratio
                tags: [finance, board]
                meta: {a: b}
                config: {enabled: true, group: g, tags: [t], meta: {a: b}}
                filter: "{{ Dimension('order__at') }} is not null"
                time_granularity: day
                type_params: {numerator: {name: amount, filter: ["true"], alias: x}, denominator: {name: counted, alias: y}}
              - {name: counted, label: C, type: simple, tags: one,
                type_params: {measure: {name: n, filter: "true", alias: z, join_to_timespine: false, fill_nulls_with: 0}}}
              - {name: ever, label: E, type: cumulative, tags: [t],
                type_params: {measure: n, cumulative_type_params: {window: 7 days, period_agg: last}}}
              - name: converted
                label: V
                type: conversion
                tags: [t]
                type_params:
                  conversion_type_params:
                    {base_measure: n, conversion_measure: n, entity: who, calculation: conversions, window: 7 days,
                     constant_properties: [{base_property: who, conversion_property: who}]}
              - name: grown
                label: G
                type: derived
                tags: [t]
                type_params: {expr: x - y,
                  metrics: [{name: counted, alias: x}, {name: counted, alias: y, offset_window: 1 day, filter: "true"}]}
            saved_queries:
              - name: q
                label: Q
                description: d
                tags: [t]
                config: {enabled: true, group: g, tags: [t], meta: {a: b}, cache: {enabled: true}}
                query_params: {metrics: [counted], group_by: ["Dimension('order__at')"],
                  where: ["true"], order_by: ["Metric('counted')"], limit: 3}
                exports: [{name: e, config: {export_as: table, schema: s, alias: a, database: d}}]
            models:
              - name: fct_visits
                description: d
                access: public
                latest_version: 2
                constraints: []
                docs: {show: true}
                config: {materialized: table, tags: [t]}
                deprecation_date: 2027-01-01
                semantic_model: {enabled: true, name: visits, group: g, config: {meta: {a: b}}}
                agg_time_dimension: seen
                primary_entity: visit
                columns:
                  - {name: visitor, entity: {type: foreign, name: who, label: W, description: d, config: {meta: {a: b}}},
                    tags: [t], quote: true}
                  - {name: seen, granularity: day,
                    dimension: {type: time, name: seen, label: S, description: d, is_partition: false, config: {meta: {a: b}}}}
                derived_semantics:
                  entities: [{name: half, type: foreign, expr: visitor / 2, label: H, description: d, config: {meta: {a: b}}}]
                  dimensions: [{name: odd, type: categorical, expr: visitor % 2, label: Odd,
                    description: d, is_partition: false, config: {meta: {a: b}}}]
                metrics:
                  - name: visits
                    label: Vs
                    description: d
                    type: simple
                    agg: count
                    expr: visitor
                    hidden: false
                    join_to_timespine: false
                    fill_nulls_with: 0
                    agg_time_dimension: seen
                    filter: "true"
                    time_granularity: day
                    non_additive_dimension: {name: seen, window_agg: max, group_by: [who]}
                    config: {enabled: true, group: g, tags: [t], meta: {a: b}}
                  - {name: middle, type: simple, agg: percentile, percentile: 0.5, percentile_type: discrete, expr: visitor}
            """));
        Assert.DoesNotContain(draft.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.DoesNotContain(draft.Diagnostics, d => d.Code == DiagnosticCode.UnknownKey || d.Code == DiagnosticCode.IgnoredKey);
        Assert.Equal(
            ["amount", "converted", "counted", "ever", "grown", "middle", "ratio", "visits"],
            draft.Sound.Metrics.Where(m => !m.IsPrivate).Select(m => m.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("metrics: [{name: a, type: simple, type_params: {measure: amount}, tag: [x]}]", "metric 'a': unknown key 'tag'")]
    [InlineData("metrics: [{name: a, type: derived, expr: orders, input_metrics: [orders], tags: [x]}]", "metric 'a': unknown key 'tags'")]
    [InlineData(
        "saved_queries: [{name: q, query_params: {metrics: [orders], order: x}}]", "saved query 'q': query_params: unknown key 'order'")]
    public void An_unknown_key_inside_a_definition_is_wrong_as_for_dbt(string text, string message) =>
        Assert.Contains(CatalogFiles.LoadWithShop(text).Diagnostics, d => d.Code == DiagnosticCode.UnknownKey && d.Message == message);

    [Fact]
    public void An_unknown_key_at_the_top_of_a_file_is_only_a_warning_and_its_anchors_hold()
    {
        var draft = CatalogFiles.LoadWithShop(
            """
            x-anchors:
              simple: &simple {type: simple, type_params: {measure: amount}}
            semantic_modls: []
            metrics:
              - {name: a, <<: *simple}
            """);
        Assert.Collection(
            draft.Diagnostics.Lines(),
            d => Assert.StartsWith("shop/semantic/more.yml:1:1: warning C105: semantic file: unknown key 'x-anchors'", d,
                StringComparison.Ordinal),
            d => Assert.StartsWith(
                "shop/semantic/more.yml:3:1: warning C105: semantic file: unknown key 'semantic_modls' (did you mean 'semantic_models'", d,
                StringComparison.Ordinal));
        Assert.Contains(draft.Sound.Metrics, m => m is SimpleMetric { Name: "a", Measure: "amount" });
    }

    [Fact]
    public void Keys_of_another_tools_file_are_one_warning_beside_those_that_may_be_mistyped()
    {
        var draft = CatalogFiles.LoadWithShop("kind: model\nmaterialization: table\nsemantic_modls: []\ndepends_on: []\nmetrics: []");
        Assert.Collection(
            draft.Diagnostics.Lines(),
            d => Assert.Equal(
                "shop/semantic/more.yml:1:1: warning C105: semantic file: unknown keys 'kind', 'materialization', 'depends_on'", d),
            d => Assert.StartsWith("shop/semantic/more.yml:3:1: warning C105: semantic file: unknown key 'semantic_modls'", d,
                StringComparison.Ordinal));
    }

    [Fact]
    public void A_metric_of_the_form_before_dbt_1_6_is_told_so_in_one_line()
    {
        var draft = CatalogFiles.LoadWithShop(
            "metrics: [{name: old, label: Old, model: ref('t'), calculation_method: sum, expression: amount, timestamp: at, time_grains: "
                + "[day], dimensions: [a]}]");
        Assert.Contains("before dbt 1.6", Assert.Single(draft.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_Jinja_enables_is_taken_as_enabled_and_said_to_be()
    {
        var draft = CatalogFiles.LoadWithShop(
            "metrics: [{name: a, type: simple, type_params: {measure: amount}, config: {enabled: \"{{ target.name == 'prod' }}\"}}]");
        Assert.Equal(DiagnosticCode.Doubtful, Assert.Single(draft.Diagnostics).Code);
        Assert.Contains(draft.Sound.Metrics, m => m.Name == "a");
    }

    [Theory]
    [InlineData(
        "latest_version: 1\n    versions: [{v: 1}, {v: 2, columns: [{include: all, exclude: [a]}, {name: b, dimension: categorical}]}]",
        "a")]
    [InlineData("versions: [{v: 1}, {v: 2, columns: [{include: all, exclude: [a]}, {name: b, dimension: categorical}]}]", "b")]
    [InlineData(
        "versions: [{v: 9, columns: [{include: [id]}]}, {v: 10, columns: [{include: '*'}, {name: c, dimension: categorical}]}]", "a, c")]
    [InlineData("versions: [{v: 1, columns: [{name: a, dimension: {type: categorical, name: z}}]}]", "z")]
    [InlineData("versions: [{v: 1, columns: [{include: [], exclude: []}]}]", "")]
    public void Columns_are_those_of_the_latest_version(string versions, string dimensions)
    {
        var draft = CatalogFiles.Load(("shop/semantic/m.yml",
            $$"""
            models:
              - name: m
                semantic_model: true
                primary_entity: thing
                columns:
                  - {name: id, description: the key}
                  - {name: a, dimension: categorical}
                {{versions}}
            """));
        Assert.Empty(draft.Diagnostics);
        Assert.Equal(dimensions, string.Join(", ", draft.Models.Single().Dimensions.Select(d => d.Name)));
    }

    [Fact]
    public void The_column_of_a_time_spine_may_be_of_its_latest_version()
    {
        var draft = CatalogFiles.Load(("shop/semantic/m.yml",
            """
            models:
              - name: days
                time_spine: {standard_granularity_column: day}
                latest_version: 2
                versions: [{v: 1}, {v: 2, columns: [{name: day, granularity: day}]}]
            """));
        Assert.Empty(draft.Diagnostics);
        Assert.Single(draft.Sound.TimeSpines);
    }

    [Fact]
    public void A_latest_version_that_is_none_refuses_the_model()
    {
        var draft = CatalogFiles.Load(("shop/semantic/m.yml",
            "models: [{name: m, semantic_model: true, primary_entity: e, latest_version: 3, versions: [{v: 1}], columns: [{name: a, "
                + "dimension: categorical}]}]"));
        Assert.Contains(draft.Diagnostics, d => d.Code == DiagnosticCode.UnknownName
            && d.Message.Contains("latest_version 3", StringComparison.Ordinal));
        Assert.Empty(draft.Models);
    }
}
