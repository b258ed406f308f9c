using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Each mistake an author can make; § marks the place it is reported at.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("metrics: []\n§]", "C100: not valid YAML")]
    [InlineData("§[]", "C102: semantic file: expected keys and values")]
    [InlineData("§metrik: []", "C105: semantic file: unknown key 'metrik' (did you mean 'metrics'?)")]
    [InlineData("metric: §[]", "C102: metric: expected keys and values")]
    [InlineData("metric: {name: a}\n§saved_query: {name: b}", "C102: a document has one definition, this has metric, saved_query")]
    [InlineData("metrics: §x", "C102: semantic file: 'metrics' must be a list")]
    public void A_mistake_in_a_file_is_reported_at_its_place(string text, string expected) => Reports(text, expected);

    [Theory]
    [InlineData("§{type: simple}", "C103: metric: 'name' is missing")]
    [InlineData("§{name: a, type_params: {}}", "C103: metric 'a': 'type' is missing")]
    [InlineData("§{name: a, type: simple}", "C103: metric 'a': 'type_params' is missing")]
    [InlineData(
        "{name: a, type: §smple, type_params: {}}",
        "C102: metric 'a': 'smple' is not a type; expected simple, ratio, derived, cumulative, conversion (did you mean 'simple'?)")]
    [InlineData("{name: a, type: simple, type_params: {measure: amount, §labl: x}}", "C101: metric 'a': type_params: unknown key 'labl'")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: amount}, config: {meta: {metrics: {§ownr: me}}}}",
        "C101: metric 'a': config.meta.metrics: unknown key 'ownr' (did you mean 'owner'?)")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: amount}, config: {meta: {metrics: {format: §percentage}}}}",
        "C102: metric 'a': config.meta.metrics: 'percentage' is not a format; expected number, percent, currency, duration")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: §amonut}}",
        "C111: metric 'a': there is no measure 'amonut' (did you mean 'amount'?)")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: {name: §amonut}}}",
        "C111: metric 'a': there is no measure 'amonut' (did you mean 'amount'?)")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: {name: amount, fill_nulls_with: §x}}}",
        "C102: metric 'a': type_params: measure: 'fill_nulls_with' must be a whole number")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: {name: amount, join_to_timespine: §maybe}}}",
        "C102: metric 'a': type_params: measure: 'join_to_timespine' must be true or false")]
    [InlineData("{name: a, type: simple, type_params: §{expr: amount}}", "C103: metric 'a': type_params: 'measure' is missing")]
    [InlineData("{name: a, type: ratio, type_params: §{numerator: revenue}}", "C103: metric 'a': type_params: 'denominator' is missing")]
    [InlineData(
        "{name: a, type: ratio, type_params: {numerator: §revenu, denominator: orders}}",
        "C111: metric 'a': there is no metric 'revenu' (did you mean 'revenue'?)")]
    [InlineData(
        "{name: a, type: derived, type_params: {expr: §revenue / ordres, metrics: [revenue, orders]}}",
        "C111: metric 'a': type_params: 'ordres' in expr is not among its metrics (did you mean 'orders'?)")]
    [InlineData(
        "{name: a, type: derived, type_params: {expr: §revenue /, metrics: [revenue]}}",
        "C143: metric 'a': type_params: expr is used as SQL unchanged")]
    [InlineData(
        "{name: a, type: derived, type_params: {expr: r, metrics: [{name: revenue, alias: r, offset_window: §a month}]}}",
        "C102: metric 'a': type_params: metrics: 'a month' is not a offset_window")]
    [InlineData(
        "{name: a, type: cumulative, type_params: {measure: amount, window: §7 days long}}",
        "C102: metric 'a': type_params: '7 days long' is not a window")]
    [InlineData("{name: a, type: conversion, type_params: §{}}", "C103: metric 'a': type_params: 'conversion_type_params' is missing")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: amount}, filter: §\"{{ Dimension('order__statu') }} = 'x'\"}",
        "C111: metric 'a': there is no dimension, entity or time 'order__statu' (did you mean 'order__status'?)")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: amount}, filter: [\"1 = 1\", §\"{{ Dimension('order__status' }} = 'x'\"]}",
        "C102: metric 'a': filter: ")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: amount}, filter: §\"{{ Metric('revenue') }} > 1\"}", "C102: metric 'a': filter: ")]
    [InlineData(
        "{name: a, type: simple, type_params: {measure: amount}, filter: §{x: y}}",
        "C102: metric 'a': 'filter' must be a text or a list of texts")]
    [InlineData(
        "§{name: metric_time, type: simple, type_params: {measure: amount}}",
        "C112: metric 'metric_time': 'metric_time' is a reserved word of the query language")]
    [InlineData(
        "§{name: my__metric, type: simple, type_params: {measure: amount}}", "C112: metric 'my__metric': 'my__metric' is not a name")]
    public void A_mistake_in_a_metric_is_reported_at_its_place(string metric, string expected) =>
        Reports($"metrics:\n  - {metric}", expected);

    [Theory]
    [InlineData("§{name: q}", "C103: saved query 'q': 'query_params' is missing")]
    [InlineData("§{name: q, query_params: {metrics: []}}", "C103: saved query 'q': it has no metrics")]
    [InlineData(
        "{name: q, query_params: {metrics: [§revenu]}}", "C111: saved query 'q': there is no metric 'revenu' (did you mean 'revenue'?)")]
    [InlineData(
        "{name: q, query_params: {metrics: [revenue], group_by: [§\"Dimension('store__contry')\"]}}",
        "C111: saved query 'q': there is no dimension, entity or time 'store__contry' (did you mean 'store__country'?)")]
    [InlineData(
        "{name: q, query_params: {metrics: [revenue], group_by: [§store__country__month]}}",
        "C111: saved query 'q': there is no dimension, entity or time 'store__country__month'")]
    [InlineData(
        "{name: q, query_params: {metrics: [revenue], group_by: [§\"Dimention('store__country')\"]}}",
        "C102: saved query 'q': query_params: group_by: ")]
    [InlineData(
        "{name: q, query_params: {metrics: [revenue], order_by: [§-orders]}}",
        "C111: saved query 'q': query_params: order_by 'orders' is not a column of the answer")]
    [InlineData(
        "{name: q, query_params: {metrics: [revenue], limit: §few}}",
        "C102: saved query 'q': query_params: 'limit' must be a whole number")]
    [InlineData(
        "{name: q, query_params: {metrics: [revenue], where: §\"{{ Dimension('store__contry') }} = 'ES'\"}}",
        "C111: saved query 'q': there is no dimension, entity or time 'store__contry'")]
    public void A_mistake_in_a_saved_query_is_reported_at_its_place(string query, string expected) =>
        Reports($"saved_queries:\n  - {query}", expected);

    [Theory]
    [InlineData("metrics: [revenue], §group: [x]", "C101: saved query 'q': query: unknown key 'group'")]
    [InlineData("metrics: [revenue], where: [§\"store__country = \"]", "C102: saved query 'q': query: where: ")]
    [InlineData(
        "metrics: [revenue], where: [§\"store__contry = 'ES'\"]",
        "C111: saved query 'q': there is no metric, dimension, entity or time 'store__contry' (did you mean 'store__country'?)")]
    [InlineData("metrics: [revenue], time_range: §last week days", "C102: saved query 'q': query: time_range: ")]
    [InlineData("metrics: [revenue], time_zone: §Mars", "C102: saved query 'q': query: 'Mars' is not an IANA time zone")]
    [InlineData(
        "metrics: [{name: revenue, share_of: §[country]}], group_by: [{name: store__country, as: land}]",
        "C111: saved query 'q': query: metrics: share_of 'country' is not in group_by")]
    [InlineData(
        "metrics: [{name: revenue, share_of: §all}]",
        "C102: saved query 'q': query: metrics: 'share_of' must be total or a list of group-by names")]
    public void A_mistake_in_our_own_form_of_a_query_is_reported_at_its_place(string query, string expected) =>
        Reports($"saved_queries:\n  - name: q\n    config: {{meta: {{metrics: {{query: {{{query}}}}}}}}}", expected);

    [Theory]
    [InlineData(
        "entities: [{name: product, type: primary}], §measure: []",
        "C101: semantic model 'm': unknown key 'measure' (did you mean 'measures'?)")]
    [InlineData(
        "primary_entity: product, dimensions: [§{name: sold_at, type: time}]",
        "C103: dimension 'sold_at': a time dimension needs type_params.time_granularity")]
    [InlineData(
        "primary_entity: product, dimensions: [{name: sold_at, type: time, type_params: {time_granularity: §dayly}}]",
        "C102: dimension 'sold_at': type_params: 'dayly' is not a granularity")]
    [InlineData(
        "primary_entity: product, dimensions: [{name: v, type: time, type_params: {time_granularity: day, validity_params: {§start: "
        + "true}}}]", "C101: dimension 'v': type_params: validity_params: unknown key 'start'")]
    [InlineData(
        "primary_entity: product, dimensions: [§{name: month, type: categorical}]",
        "C112: dimension 'month' of semantic model 'm': 'month' is a reserved word of the query language — rename it (dbt "
        + "refuses the name too), with expr: month")]
    [InlineData(
        "primary_entity: product, dimensions: [{name: kind, type: §sort}]",
        "C102: dimension 'kind': 'sort' is not a type; expected categorical, time")]
    [InlineData("primary_entity: product, dimensions: [§{name: kind}]", "C103: dimension 'kind': 'type' is missing")]
    [InlineData(
        "entities: [{name: product, type: §primry}]",
        "C102: entity 'product': 'primry' is not a type; expected primary, unique, foreign, natural (did you mean 'primary'?)")]
    [InlineData(
        "entities: [{name: product, type: primary}, §{name: item, type: primary}]",
        "C110: semantic model 'm' has two primary entities, 'product' and 'item'")]
    [InlineData(
        "measures: [{name: pieces, agg: §summ}]",
        "C102: measure 'pieces': 'summ' is not a agg; expected sum, min, max, count, count_distinct, average, median, percentile, "
        + "sum_boolean (did you mean 'sum'?)")]
    [InlineData("measures: [§{name: pieces}]", "C103: measure 'pieces': 'agg' is missing")]
    [InlineData(
        "measures: [{name: pieces, agg: percentile, agg_params: {percentile: §high}}]",
        "C102: measure 'pieces': agg_params: 'percentile' must be a number")]
    [InlineData(
        "measures: [{name: pieces, agg: sum, non_additive_dimension: {name: x, window_choice: §sum}}]",
        "C102: measure 'pieces': non_additive_dimension: 'sum' is not a window_choice; expected min, max")]
    [InlineData(
        "measures: [{name: pieces, agg: sum, agg_time_dimension: §sold_at}]",
        "C111: measure 'pieces' of semantic model 'm': there is no dimension of 'm' 'sold_at'")]
    [InlineData(
        "primary_entity: product, dimensions: [{name: kind, type: categorical}], measures: [§{name: pieces, agg: sum, "
        + "agg_time_dimension: kind}]", "C102: measure 'pieces': 'kind' is not a time dimension")]
    [InlineData(
        "primary_entity: product, dimensions: [{name: sold_at, type: time, type_params: {time_granularity: day}}], measures: [§{name: "
        + "pieces, agg: sum}]", "C103: measure 'pieces': has no agg_time_dimension")]
    [InlineData(
        "measures: [§{name: pieces, agg: sum, config: {meta: {metrics: {currency: euro}}}}]",
        "C102: measure 'pieces': 'euro' is not a currency code")]
    [InlineData(
        "measures: [{name: pieces, agg: sum, config: {meta: {metrics: {currency: {dimension: §product__money}}}}}]",
        "C111: measure 'pieces' of semantic model 'm': there is no dimension, entity or time 'product__money'")]
    [InlineData(
        "config: {meta: {metrics: {time_zone: §Mars}}}", "C102: semantic model 'm': config.meta.metrics: 'Mars' is not an IANA time zone")]
    public void A_mistake_in_a_model_is_reported_at_its_place(string keys, string expected) =>
        Reports($"semantic_models:\n- {{name: m, model: ref('t'), {keys}}}", expected);

    [Theory]
    [InlineData("semantic_models:\n- {name: m, model: §t}", "C102: semantic model 'm': model 't' is not of the form ref('name')")]
    [InlineData("semantic_models:\n- §{name: m}", "C103: semantic model 'm': 'model' is missing")]
    [InlineData(
        "semantic_models:\n- §{name: m, model: ref('t'), primary_entity: item, entities: [{name: product, type: primary}]}",
        "C102: semantic model 'm' sets primary_entity 'item', but its primary entity is 'product'")]
    [InlineData(
        "semantic_models:\n- §{name: m, model: ref('t'), dimensions: [{name: kind, type: categorical}]}",
        "C103: semantic model 'm' has dimensions but no primary entity to name them by")]
    [InlineData(
        "models:\n  - {name: days, time_spine: §{standard_granularity_column: day}}",
        "C103: time spine 'days': column 'day' has no granularity")]
    [InlineData(
        "models:\n  - {name: days, time_spine: {standard_granularity_column: d}, columns: [{name: d, granularity: §dya}]}",
        "C102: column of model 'days': 'dya' is not a granularity")]
    public void A_mistake_in_a_models_frame_or_a_time_spine_is_reported_at_its_place(string text, string expected) =>
        Reports(text, expected);

    [Theory]
    [InlineData(
        "kind: §time_to_nth, entity: store, time_dimension: ordered_at, n: 2",
        "C102: metric 't': 'time_to_nth' is not a kind; expected time_to_nth_event")]
    [InlineData(
        "kind: time_to_nth_event, entity: store, time_dimension: ordered_at, n: §1",
        "C102: metric 't': 'n' must be a whole number of at least 2")]
    [InlineData(
        "kind: time_to_nth_event, entity: §shop, time_dimension: ordered_at, n: 2",
        "C111: metric 't': there is no entity of 'events' 'shop'")]
    [InlineData(
        "kind: time_to_nth_event, entity: store, time_dimension: §orderd_at, n: 2",
        "C111: metric 't': there is no dimension of 'events' 'orderd_at' (did you mean 'ordered_at'?)")]
    [InlineData(
        "kind: time_to_nth_event, entity: store, time_dimension: ordered_at, n: 2, statistic: §max",
        "C102: metric 't': 'max' is not a statistic; expected mean, median, subjects")]
    [InlineData(
        "kind: time_to_nth_event, entity: store, time_dimension: ordered_at, n: 2, unit: §hours",
        "C102: metric 't': 'hours' is not a unit; expected days")]
    [InlineData(
        "kind: time_to_nth_event, entity: store, time_dimension: ordered_at, n: 2, start: §signup",
        "C102: metric 't': 'signup' is not a start; expected first_event")]
    [InlineData(
        "kind: time_to_nth_event, entity: store, time_dimension: ordered_at, n: 2, filter: §\"{{ Dimension('event__statu') }} = 1\"",
        "C111: metric 't': there is no dimension, entity or time 'event__statu' (did you mean 'event__status'?)")]
    public void A_mistake_in_time_to_the_nth_event_is_reported_at_its_place(string metric, string expected) =>
        Reports(Events(metric), expected);

    [Theory]
    [InlineData(
        "kind: time_to_nth_event, entity: store, time_dimension: status, n: 2", "C102: metric 't': 'status' is not a time dimension")]
    [InlineData(
        "kind: time_to_nth_event, entity: event, time_dimension: ordered_at, n: 2",
        "C102: metric 't': every 'event' has one row in 'events', so there is no second event to wait for")]
    public void Time_to_the_nth_event_needs_a_time_and_subjects_with_several_events(string metric, string expected) =>
        Reports(Events(metric).Replace("- {name: t", "- §{name: t", StringComparison.Ordinal), expected);

    [Fact]
    public void A_metric_called_as_an_entity_is_told_for_conditions_and_for_GraphQL_which_shows_neither() =>
        Assert.Equal(
            [
                "shop/semantic/more.yml:2:5: C113 metric 'store' has the name of an entity, defined at shop/semantic/shop.yml:7:9",
                "shop/semantic/more.yml:2:5: C142 metric 'store' would be 'store' in GraphQL, also the name of entity 'store' "
                    + "(shop/semantic/shop.yml:7:9); it is not shown there",
                "shop/semantic/shop.yml:7:9: C142 entity 'store' would be 'store' in GraphQL, also the name of metric 'store' "
                    + "(shop/semantic/more.yml:2:5); it is not shown there",
            ],
            CatalogFiles.LoadWithShop("metrics:\n  - {name: store, type: simple, type_params: {measure: amount}}").Diagnostics
                .Select(d => $"{d.Location}: {d.Code} {d.Message}"));

    private static string Events(string metric) =>
        $$$"""
        semantic_models:
        - name: events
          model: ref('fct_events')
          entities: [{name: event, type: primary}, {name: store, type: foreign}]
          dimensions: [{name: status, type: categorical}, {name: ordered_at, type: time, type_params: {time_granularity: second}}]
          config:
            meta:
              metrics:
                metrics:
                - {name: t, {{{metric}}}}
        """;

    // Reported once, at the mark, and nothing else is.
    private static void Reports(string marked, string expected)
    {
        var before = marked[..marked.IndexOf('§', StringComparison.Ordinal)];
        var (line, column) = (before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
        var found = Assert.Single(CatalogFiles.LoadWithShop(marked.Replace("§", "", StringComparison.Ordinal)).Diagnostics).ToString();
        Assert.StartsWith($"shop/semantic/more.yml:{line}:{column}: ", found, StringComparison.Ordinal);
        Assert.Contains($" {expected}", found, StringComparison.Ordinal);
    }
}
