using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Dbt's rules, each by what it finds when one thing is changed in a sound manifest.</summary>
public sealed class DbtRuleTests
{
    // A manifest is JSON, and JSON is YAML; so it can be written shorter.
    // The first model keeps its lines, since a rule is told by them.
    private const string Orders =
        "semantic_models:\n"
            + "- {name: orders, label: Orders, node_relation: {alias: fct_orders, schema_name: gold}, "
            + "defaults: {agg_time_dimension: at},\n"
            + "   entities: [{name: order, type: primary, label: An order}, {name: store, type: foreign}, {name: buyer, type: foreign}],\n"
            + "   dimensions: [{name: at, type: time, type_params: {time_granularity: day}}, "
            + "{name: due, type: time, type_params: {time_granularity: week}},\n"
            + "     {name: status, type: categorical, label: Status}, {name: part, type: categorical, is_partition: true}],\n"
            + "   measures: [{name: amount, agg: sum, label: Amount}, {name: lines, agg: count, expr: 1}, "
            + "{name: p9, agg: percentile, agg_params: {percentile: 0.9}},\n"
            + "     {name: stock, agg: sum, non_additive_dimension: {name: at, window_choice: max, window_groupings: [store]}}]}\n";

    private const string Sound = Orders + """
        - {name: stores, label: Stores, node_relation: {alias: dim_store, schema_name: gold},
           entities: [{name: store, type: primary}], dimensions: [{name: country, type: categorical}]}
        - {name: tiers, node_relation: {alias: dim_tier, schema_name: gold}, primary_entity: tier, entities: [{name: buyer, type: natural}],
           dimensions: [{name: tier_start, type: time, type_params: {time_granularity: day, validity_params: {is_start: true}}},
             {name: tier_end, type: time, type_params: {time_granularity: day, validity_params: {is_end: true}}}]}
        metrics:
        - {name: revenue, label: Revenue, type: simple, type_params: {measure: {name: amount}, input_measures: [{name: amount}]}}
        - {name: own, type: simple, type_params: {expr: amount, metric_aggregation_params: {semantic_model: orders, agg: sum}}}
        - {name: counted, type: simple, type_params: {expr: 1, metric_aggregation_params: {semantic_model: orders, agg: count}}}
        - {name: share, label: Share, type: ratio, type_params: {numerator: {name: own}, denominator: {name: revenue}}}
        - {name: growth, type: derived, type_params: {expr: revenue - last,
           metrics: [{name: revenue}, {name: revenue, alias: last, offset_window: {count: 1, granularity: month}}]}}
        - {name: running, type: cumulative,
           type_params: {cumulative_type_params: {metric: {name: revenue}, window: {count: 7, granularity: days}}}}
        - {name: turned, type: conversion,
           type_params: {conversion_type_params: {base_metric: {name: counted}, conversion_metric: {name: counted}, entity: buyer}}}
        project_configuration:
          time_spines: [{node_relation: {alias: days, schema_name: gold},
             primary_column: {name: ds, time_granularity: day}, custom_granularities: [{name: season}]}]
        saved_queries:
        - {name: board, query_params: {metrics: [revenue], group_by: ["Dimension('store__country')", "TimeDimension('metric_time', 'day')"],
           order_by: ["Metric('revenue').descending(True)"],
           where: {where_filters: [{where_sql_template: "{{ TimeDimension('metric_time', 'season') }} = 1"}]}}}
        """;

    [Fact]
    public void A_sound_manifest_has_only_entities_that_join_nothing() =>
        Assert.All(ManifestCheck.OfManifest("m.json", Sound), i => Assert.Equal("CommonEntitysRule", i.Rule));

    [Theory]
    [InlineData(
        "PercentileAggregationRule", "{percentile: 0.9}", "{}",
        "error C103: measure 'p9' of semantic model 'orders': a percentile needs agg_params.percentile")]
    [InlineData(
        "PercentileAggregationRule", "{percentile: 0.9}", "{percentile: 1}",
        "error C102: measure 'p9' of semantic model 'orders': the percentile 1 is not between 0 and 1")]
    [InlineData(
        "PercentileAggregationRule", "agg: percentile", "agg: median",
        "error C102: measure 'p9' of semantic model 'orders': a median is the percentile 0.5, not 0.9")]
    [InlineData(
        "PercentileAggregationRule", "agg: percentile", "agg: max",
        "error C102: measure 'p9' of semantic model 'orders': agg_params are for percentiles, not for Max aggregation")]
    [InlineData(
        "MetricsPercentileAggregationRule", "semantic_model: orders, agg: sum}", "semantic_model: orders, agg: percentile}",
        "error C103: metric 'own': a percentile needs")]
    [InlineData(
        "DerivedMetricRule", "[{name: revenue}, {name: revenue, alias: last, offset_window: {count: 1, granularity: month}}]", "[]",
        "error C103: metric 'growth': a derived metric needs")]
    [InlineData(
        "DerivedMetricRule", "[{name: revenue}, {name: revenue, alias: last", "[{name: revenew}, {name: revenue, alias: last",
        "error C111: metric 'growth': there is no metric 'revenew' (did you mean 'revenue'?)")]
    [InlineData("DerivedMetricRule", "alias: last", "alias: revenue", "error C110: metric 'growth': the alias 'revenue' is in use already")]
    [InlineData("DerivedMetricRule", "alias: last", "alias: Last", "error C112: metric 'growth': 'Last' is not a name")]
    [InlineData(
        "DerivedMetricRule", "granularity: month}}", "granularity: moon}}",
        "error C102: metric 'growth': 'moon' of the offset_window '1 moon' is not a granularity")]
    [InlineData(
        "DerivedMetricRule", "granularity: month}}", "granularity: month}, offset_to_grain: month}",
        "error C102: metric 'growth': the input 'revenue' has both offset_window and offset_to_grain")]
    [InlineData(
        "DerivedMetricRule", "offset_window: {count: 1, granularity: month}", "offset_to_grain: season",
        "error C102: metric 'growth': offset_to_grain 'season' is not a standard granularity")]
    [InlineData(
        "DerivedMetricRule", "expr: revenue - last", "expr: revenue - 1",
        "warning C160: metric 'growth': the input 'last' is not used in expr 'revenue - 1'")]
    [InlineData(
        "DerivedMetricRule", "expr: revenue - last,\n", "\n",
        "warning C160: metric 'growth': a derived metric needs an expr over all its inputs")]
    [InlineData(
        "CountAggregationExprRule", "agg: count, expr: 1}", "agg: count}",
        "error C103: measure 'lines' of semantic model 'orders': a count needs an expr")]
    [InlineData(
        "CountAggregationExprRule", "agg: count, expr: 1}", "agg: count, expr: DISTINCT x}",
        "error C102: measure 'lines' of semantic model 'orders': a count of 'DISTINCT x' cannot be added up")]
    [InlineData("MetricsCountAggregationExprRule", "{expr: 1, metric", "{metric", "error C103: metric 'counted': a count needs an expr")]
    [InlineData(
        "SemanticModelMeasuresUniqueRule", "dimensions: [{name: country, type: categorical}]", "measures: [{name: amount, agg: max}]",
        "error C110: measure 'amount' of semantic model 'stores': there is a measure of this name in 'orders' already")]
    [InlineData(
        "SemanticModelValidityWindowRule", ", validity_params: {is_end: true}", "",
        "error C102: semantic model 'tiers': 1 dimensions have validity_params")]
    [InlineData(
        "SemanticModelValidityWindowRule", "{is_end: true}", "{is_start: true}",
        "error C102: semantic model 'tiers': 'tier_start' and 'tier_end' do not say which is the beginning")]
    [InlineData(
        "SemanticModelValidityWindowRule", "type: natural", "type: foreign",
        "error C103: semantic model 'tiers': its rows are valid for a period, so it needs an entity of type natural")]
    [InlineData(
        "SemanticModelValidityWindowRule", "[{name: buyer, type: natural}]", "[{name: buyer, type: natural}, {name: row, type: unique}]",
        "error C102: semantic model 'tiers': its rows are valid for a period, so the entity 'row' cannot be unique")]
    [InlineData(
        "SemanticModelValidityWindowRule", "primary_entity: tier,", "primary_entity: tier, measures: [{name: many, agg: sum}],",
        "error C102: semantic model 'tiers': its rows are valid for a period, so it cannot have measures")]
    [InlineData(
        "DimensionConsistencyRule", "{name: country, type: categorical}", "{name: status, type: time}",
        "error C102: dimension 'status' of semantic model 'stores': is a time, but categorical in 'orders'")]
    [InlineData(
        "DimensionConsistencyRule", "{name: country, type: categorical}", "{name: part, type: categorical}",
        "error C102: dimension 'part' of semantic model 'stores': is not a partition, but a partition in 'orders'")]
    [InlineData(
        "ElementConsistencyRule", "{name: country, type: categorical}", "{name: buyer, type: categorical}",
        "error C110: dimension 'buyer' of semantic model 'stores': the name is also that of a entity")]
    [InlineData(
        "NaturalEntityConfigurationRule", "[{name: buyer, type: natural}]", "[{name: buyer, type: natural}, {name: other, type: natural}]",
        "error C110: semantic model 'tiers': has 2 natural entities: buyer, other")]
    [InlineData(
        "NaturalEntityConfigurationRule", "{name: store, type: foreign}", "{name: store, type: natural}",
        "error C103: semantic model 'orders': the entity 'store' is natural, but no dimensions define when")]
    [InlineData(
        "MeasureConstraintAliasesRule", "input_measures: [{name: amount}]", "input_measures: [{name: amount}, {name: amount}]",
        "warning C160: metric 'revenue': uses measure 'amount' several times in the same way")]
    [InlineData(
        "MeasureConstraintAliasesRule", "input_measures: [{name: amount}]", "input_measures: [{name: amount}, {name: amount, filter: a}]",
        "error C103: metric 'revenue': uses measure 'amount' with several filters, which need aliases")]
    [InlineData(
        "MeasureConstraintAliasesRule", "input_measures: [{name: amount}]", "input_measures: [{name: amount, alias: lines}]",
        "error C110: metric 'revenue': the alias 'lines' of measure 'amount' is the name of a measure")]
    [InlineData(
        "MetricMeasuresRule", "input_measures: [{name: amount}]", "input_measures: [{name: amont}]",
        "error C111: metric 'revenue': there is no measure 'amont' (did you mean 'amount'?)")]
    [InlineData(
        "CumulativeMetricRule", "cumulative,\n   type_params: {", "cumulative,\n   type_params: {measure: amount, ",
        "warning C160: metric 'running': has both a measure and a metric to add up")]
    [InlineData(
        "CumulativeMetricRule", "metric: {name: revenue}, window", "window",
        "warning C160: metric 'running': has neither a measure nor a metric to add up")]
    [InlineData(
        "CumulativeMetricRule", "cumulative,\n   type_params: {", "cumulative,\n   type_params: {window: 8 days, ",
        "error C102: metric 'running': has two windows, '8 days' and '7 days'")]
    [InlineData(
        "CumulativeMetricRule", "granularity: days}", "granularity: days}, grain_to_date: month",
        "error C102: metric 'running': has both a window and a grain_to_date")]
    [InlineData(
        "CumulativeMetricRule", "granularity: days}", "granularity: seasons}",
        "error C102: metric 'running': the custom granularity 'season' cannot be used in the window '7 seasons' yet")]
    [InlineData(
        "CumulativeMetricRule", "window: {count: 7, granularity: days}", "grain_to_date: season",
        "error C102: metric 'running': grain_to_date 'season' is not a standard granularity")]
    [InlineData("NonEmptyRule", "metrics:\n", "no_metrics:\n", "error C103: there is no metric")]
    [InlineData("UniqueAndValidNameRule", "{name: own, type", "{name: x, type", "error C112: metric 'x': 'x' is not a name")]
    [InlineData(
        "UniqueAndValidNameRule", "{name: own, type", "{name: month, type",
        "error C112: metric 'month': 'month' is a granularity, and cannot be a name")]
    [InlineData(
        "UniqueAndValidNameRule", "{name: own, type", "{name: metric_time, type",
        "error C112: metric 'metric_time': 'metric_time' is a reserved word of the query language")]
    [InlineData(
        "UniqueAndValidNameRule", "{name: own, type", "{name: revenue, type",
        "error C110: metric 'revenue': is also defined at m.json:14:3")]
    [InlineData(
        "UniqueAndValidNameRule", "{name: status, type", "{name: store, type",
        "error C110: dimension 'store' of semantic model 'orders': the name is already that of a entity there")]
    [InlineData(
        "UniqueAndValidNameRule", "[{name: season}]", "[{name: status}]",
        "error C110: time spine 'days': the custom granularity 'status' has the name of a dimension")]
    [InlineData(
        "UniqueAndValidNameRule", "[{name: season}]", "[{name: season}, {name: season}]",
        "error C110: time spine 'days': the custom granularity 'season' is defined twice")]
    [InlineData(
        "AggregationTimeDimensionRule", "{name: amount, agg: sum, ", "{name: amount, agg: sum, agg_time_dimension: status, ",
        "error C102: measure 'amount' of semantic model 'orders': 'status' is not a time dimension of 'orders'")]
    [InlineData(
        "ReservedKeywordsRule", "{name: country, type", "{name: left, type",
        "error C112: dimension 'left' of semantic model 'stores': 'left' is an SQL keyword")]
    [InlineData(
        "ReservedKeywordsRule", "alias: dim_store", "alias: join", "error C112: semantic model 'stores': its table has 'join' in its name")]
    [InlineData(
        "MeasuresNonAdditiveDimensionRule", "{name: at, window_choice", "{name: when, window_choice",
        "error C111: measure 'stock' of semantic model 'orders': non_additive_dimension: 'orders' has no dimension 'when'")]
    [InlineData(
        "MeasuresNonAdditiveDimensionRule", "{name: at, window_choice", "{name: status, window_choice",
        "error C102: measure 'stock' of semantic model 'orders': non_additive_dimension: 'status' is not a time dimension")]
    [InlineData(
        "MeasuresNonAdditiveDimensionRule", "{name: at, window_choice", "{name: due, window_choice",
        "error C102: measure 'stock' of semantic model 'orders': non_additive_dimension: 'due' has the grain week, but "
            + "its agg_time_dimension 'at' has the grain day")]
    [InlineData(
        "MeasuresNonAdditiveDimensionRule", "window_choice: max", "window_choice: average",
        "error C102: measure 'stock' of semantic model 'orders': non_additive_dimension: window_choice must be min or max")]
    [InlineData(
        "MeasuresNonAdditiveDimensionRule", "window_groupings: [store]", "window_groupings: [shop]",
        "error C111: measure 'stock' of semantic model 'orders': non_additive_dimension: 'orders' has no entity 'shop'")]
    [InlineData(
        "MetricsNonAdditiveDimensionsRule", "semantic_model: orders, agg: sum}",
        "semantic_model: order, agg: sum, non_additive_dimension: {name: at}}",
        "error C111: metric 'own': there is no semantic model 'order'")]
    [InlineData(
        "SemanticModelDefaultsRule", "{agg_time_dimension: at}", "{agg_time_dimension: status}",
        "error C111: semantic model 'orders': its default agg_time_dimension 'status' is not a time dimension of it")]
    [InlineData(
        "PrimaryEntityRule", "{name: buyer, type: foreign}", "{name: buyer, type: primary}",
        "error C110: semantic model 'orders': has 2 primary entities: order, buyer")]
    [InlineData(
        "PrimaryEntityRule", "[{name: store, type: primary}]", "[{name: store, type: unique}]",
        "error C103: semantic model 'stores': has dimensions but no primary entity")]
    [InlineData(
        "PrimaryEntityRule", "[{name: store, type: primary}]", "[{name: store, type: primary}], primary_entity: shop",
        "error C102: semantic model 'stores': sets primary_entity 'shop', but has the entity 'store' of type primary")]
    [InlineData(
        "PrimaryEntityDimensionPairs", "{name: store, type: primary}], dimensions: [{name: country,",
        "{name: order, type: primary}], dimensions: [{name: status,",
        "error C110: dimension 'status' of semantic model 'stores': 'order__status' is already one of 'orders'")]
    [InlineData(
        "WhereFiltersAreParseable", "'season') }} = 1", "'moon') }} = 1",
        "warning C160: saved query 'board': where: 'moon' is not a granularity")]
    [InlineData(
        "WhereFiltersAreParseable", "{{ TimeDimension('metric_time', 'season') }}", "{{ Dimension('country') }}",
        "error C102: saved query 'board': where: 'country' is not of the form <primary entity>__<dimension>")]
    [InlineData(
        "WhereFiltersAreParseable", "{{ TimeDimension('metric_time', 'season') }}", "{{ dimension('store__country') }}",
        "error C102: saved query 'board': where: expected Dimension, TimeDimension, Entity or Metric")]
    [InlineData(
        "WhereFiltersAreParseable", "{{ TimeDimension('metric_time', 'season') }}", "{{ Metric('revenue') }}",
        "error C102: saved query 'board': where: Metric('revenue') needs group_by")]
    [InlineData(
        "WhereFiltersAreParseable", "{{ TimeDimension('metric_time', 'season') }}", "{{ Entity('store__month') }}",
        "error C102: saved query 'board': where: the entity 'store__month' cannot have a grain")]
    [InlineData(
        "WhereFiltersAreParseable", "{{ TimeDimension('metric_time', 'season') }}", "{{ TimeDimension('metric_time__day', 'month') }}",
        "error C102: saved query 'board': where: 'metric_time__day' has the grain day, but is requested by month")]
    [InlineData(
        "WhereFiltersAreParseable", "{{ TimeDimension('metric_time', 'season') }}", "{{ Dimension('metric_time').date_part('week') }}",
        "error C102: saved query 'board': where: 'week' is not a date part")]
    [InlineData(
        "SavedQueryRule", "metrics: [revenue], group_by", "metrics: [revenew], group_by",
        "error C111: saved query 'board': there is no metric 'revenew' (did you mean 'revenue'?)")]
    [InlineData(
        "SavedQueryRule", "\"Dimension('store__country')\"", "store__country",
        "error C102: saved query 'board': group_by: expected Dimension")]
    [InlineData(
        "SavedQueryRule", "\"Dimension('store__country')\"", "\"Dimension('store__city')\"",
        "error C111: saved query 'board': group_by: there is no dimension, entity or time 'store__city'")]
    [InlineData(
        "SavedQueryRule", "Metric('revenue').descending(True)", "Metric('own')",
        "error C111: saved query 'board': order_by 'Metric('own')' is not a column of the answer")]
    [InlineData(
        "SavedQueryRule", "Metric('revenue').descending(True)", "-revenue",
        "error C102: saved query 'board': order_by: expected Dimension")]
    [InlineData(
        "SavedQueryRule", "order_by: [\"Metric('revenue').descending(True)\"]", "limit: -1",
        "error C102: saved query 'board': limit -1 is negative")]
    [InlineData(
        "MetricLabelsRule", "label: Share", "label: Revenue",
        "error C110: metric 'share': the label 'Revenue' is already that of metric 'revenue'")]
    [InlineData(
        "SemanticModelLabelsRule", "label: Stores", "label: Orders",
        "error C110: semantic model 'stores': the label 'Orders' is already that of semantic model 'orders'")]
    [InlineData(
        "EntityLabelsRule", "entities: [{name: store, type: primary}]", "entities: [{name: order, type: primary, label: Order}]",
        "error C102: entity 'order' of semantic model 'stores': its label is 'Order', but 'An order' in 'orders'")]
    [InlineData(
        "ConversionMetricRule",
        "{conversion_type_params: {base_metric: {name: counted}, conversion_metric: {name: counted}, entity: buyer}}", "{}",
        "error C103: metric 'turned': a conversion metric needs conversion_type_params")]
    [InlineData(
        "ConversionMetricRule", "base_metric: {name: counted}, ", "", "error C103: metric 'turned': needs a base_measure or a base_metric")]
    [InlineData(
        "ConversionMetricRule", "base_metric: {name: counted}", "base_measure: {name: linez}",
        "error C111: metric 'turned': there is no measure 'linez' for base_measure")]
    [InlineData(
        "ConversionMetricRule", "base_metric: {name: counted}", "base_metric: {name: counted}, base_measure: {name: lines}",
        "warning C160: metric 'turned': has both a base_measure and a base_metric")]
    [InlineData(
        "ConversionMetricRule", "base_metric: {name: counted}", "base_metric: {name: own}",
        "error C102: metric 'turned': 'own' does not count: its agg is sum")]
    [InlineData(
        "ConversionMetricRule", "conversion_metric: {name: counted}", "conversion_metric: {name: counted, filter: x}",
        "warning C160: metric 'turned': 'counted' has a filter, which is not fully supported")]
    [InlineData(
        "ConversionMetricRule", "entity: buyer}", "entity: bayer}", "error C111: metric 'turned': there is no entity 'bayer' in 'orders'")]
    [InlineData(
        "ConversionMetricRule", "entity: buyer}", "entity: buyer, window: 7 moons}",
        "error C102: metric 'turned': 'moons' of the window '7 moons' is not a granularity")]
    [InlineData(
        "ConversionMetricRule", "entity: buyer}",
        "entity: buyer, constant_properties: [{base_property: status, conversion_property: colour}]}",
        "error C111: metric 'turned': constant_properties: there is no dimension or entity 'colour' in 'orders'")]
    [InlineData(
        "TimeSpineRule", "time_granularity: day}, custom", "time_granularity: week}, custom",
        "warning C160: time spine 'days': no time spine is as fine as the time dimensions with the grain day")]
    [InlineData(
        "TimeSpineRule", "time_spines: [",
        "time_spines: [{node_relation: {alias: more, schema_name: gold}, primary_column: {name: ds, time_granularity: day}}, ",
        "warning C160: time spine 'days': there are several with the grain day, of which one is used: gold.more, gold.days")]
    [InlineData(
        "TimeDimensionHasGranularityRule", "{name: country, type: categorical}", "{name: since, type: time}",
        "future_error C161: dimension 'since' of semantic model 'stores': a time dimension needs a granularity")]
    [InlineData(
        "SimpleMetricExprRule", "{measure: {name: amount}, ", "{measure: {name: amount}, expr: price, ",
        "warning C160: metric 'revenue': has an expr, which has no effect because of the measure 'amount'")]
    [InlineData(
        "SimpleMetricExprRule", "{measure: {name: amount}, ", "{measure: {name: amont}, ",
        "error C111: metric 'revenue': there is no measure 'amont' (did you mean 'amount'?)")]
    [InlineData(
        "MetricTimeGranularityRule", "{name: own, type", "{name: own, time_granularity: hour, type",
        "error C102: metric 'own': time_granularity 'hour' is finer than the data, whose grain is day")]
    [InlineData(
        "MetricAggregationParamsInForSimpleMetricsRule", "{measure: {name: amount}, ", "{",
        "error C103: metric 'revenue': a simple metric needs a measure or an aggregation of its own")]
    [InlineData(
        "MetricAggregationParamsInForSimpleMetricsRule", "denominator: {name: revenue}", "denominator: {name: revenue}, fill_nulls_with: 0",
        "error C102: metric 'share': only a simple metric has fill_nulls_with")]
    [InlineData(
        "MetricAggregationParamsInForSimpleMetricsRule", "{measure: {name: amount}, ",
        "{measure: {name: amount}, join_to_timespine: true, ",
        "warning C160: metric 'revenue': has both a measure and join_to_timespine")]
    [InlineData(
        "CommonEntitysRule", "[{name: store, type: primary}]", "[{name: shop, type: primary}]",
        "warning C160: entity 'shop' of semantic model 'stores': no other model has it, so it joins nothing")]
    public void A_rule_finds_what_breaks_it(string rule, string sound, string broken, string expected)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);
        var at = Sound.IndexOf(sound, StringComparison.Ordinal);
        var issues = ManifestCheck.OfManifest("m.json", Sound[..at] + broken + Sound[(at + sound.Length)..], [rule]);
        Assert.All(issues, i => Assert.Equal(rule, i.Rule));
        Assert.Contains(issues, i => Text(i).StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_is_tried()
    {
        var tried = typeof(DbtRuleTests).GetMethod(nameof(A_rule_finds_what_breaks_it))!.GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(
                a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!)
            .ToHashSet();
        Assert.Empty(ManifestCheck.Rules.Except(tried));
    }

    [Fact]
    public void Comments_and_statements_of_jinja_are_dbts_to_run() =>
        Assert.Empty(ManifestCheck.OfManifest(
            "m.json", Sound.Replace("}} = 1", "}} = 1 {# not {{ this }} #}{% if x %} and 1 {% endif %}", StringComparison.Ordinal),
            ["WhereFiltersAreParseable"]));

    private static string Text(ManifestIssue issue)
    {
        var near = issue.Diagnostic.Candidates.Count > 0
            ? $" (did you mean {string.Join(" or ", issue.Diagnostic.Candidates.Select(c => $"'{c}'"))}?)"
            : "";
        return $"{issue.Level} {issue.Diagnostic.Code}: {issue.Diagnostic.Message}{near}";
    }
}
