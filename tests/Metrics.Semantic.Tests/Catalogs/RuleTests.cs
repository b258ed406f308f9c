using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>What definitions of several files must keep among themselves, and how far a broken one reaches.</summary>
public sealed class RuleTests
{
    private const string Loop =
        "metrics:\n  - {name: a, type: derived, type_params: {expr: b, metrics: [b]}}\n  - {name: b, type: derived, type_params: {expr: "
        + "c + revenue, metrics: [c, revenue]}}\n  - {name: c, type: derived, type_params: {expr: a, metrics: [a]}}\n  - {name: d, type: "
        + "derived, type_params: {expr: a, metrics: [a]}}";

    [Fact]
    public void A_name_defined_twice_is_reported_at_both_places_and_neither_is_taken()
    {
        var draft = CatalogFiles.LoadWithShop(
            "metrics:\n  - {name: revenue, type: simple, type_params: {measure: order_count}}", "zoo/semantic/zoo.yml");
        Assert.Equal(
            [
                "shop/semantic/shop.yml:19:5: error C110: metric 'revenue' is also defined at zoo/semantic/zoo.yml:2:5",
                "zoo/semantic/zoo.yml:2:5: error C110: metric 'revenue' is also defined at shop/semantic/shop.yml:19:5",
            ],
            draft.Diagnostics.Lines());
        Assert.Equal(["orders"], Names(draft));
    }

    [Theory]
    [InlineData("semantic_models:\n  - {name: stores, model: ref('x')}", "semantic model 'stores'")]
    [InlineData("semantic_models:\n  - {name: more, model: ref('x'), measures: [{name: amount, agg: sum}]}", "measure 'amount'")]
    [InlineData(
        "saved_queries:\n  - {name: q, query_params: {metrics: [orders]}}\n  - {name: q, query_params: {metrics: [revenue]}}",
        "saved query 'q'")]
    [InlineData(
        "semantic_models:\n  - {name: m, model: ref('x'), primary_entity: e, dimensions: [{name: d, type: categorical}, {name: d, type: "
        + "categorical}]}", "dimension 'd'")]
    public void Models_measures_saved_queries_and_dimensions_have_names_of_their_own(string text, string what) =>
        Assert.Equal(
            2, CatalogFiles.LoadWithShop(text).Diagnostics.Count(
                d => d.Code == DiagnosticCode.DuplicateName && d.Message.StartsWith(what, StringComparison.Ordinal)));

    [Theory]
    [InlineData("order__status = gnoe", true)]
    [InlineData("order = gnoe", true)]
    // A name that is there; a definition that is not enabled; beside what is no text.
    [InlineData("order__status = oders", false)]
    [InlineData("revenue > oders", false)]
    [InlineData("order__status = gone", false)]
    [InlineData("revenue > gnoe", false)]
    [InlineData("order__ordered_at >= gnoe", false)]
    [InlineData("order__ordered_at__month >= gnoe", false)]
    [InlineData("metric_time >= gnoe", false)]
    public void An_unknown_name_of_a_saved_condition_is_taken_for_a_text_where_nothing_else_explains_it(string where, bool isText)
    {
        var draft = CatalogFiles.LoadWithShop(
            $"saved_queries:\n  - {{name: q, query_params: {{metrics: [revenue]}}, config: {{meta: {{metrics: {{where: "
            + $"[\"{where}\"]}}}}}}}}\n"
            + (where.Contains("gone", StringComparison.Ordinal)
                ? "metrics:\n  - {name: gone, type: simple, type_params: {measure: amount}, config: {enabled: false}}\n" : ""));
        var problem = Assert.Single(draft.Diagnostics);
        Assert.Equal(DiagnosticCode.UnknownName, problem.Code);
        Assert.Equal(isText ? $"texts are written in single quotes: {where.Replace("gnoe", "'gnoe'")}" : null, problem.Hint);
    }

    [Fact]
    public void A_cycle_of_metrics_is_named_and_what_depends_on_it_is_left_out()
    {
        var draft = CatalogFiles.LoadWithShop(Loop);
        Assert.Equal(
            [
                "shop/semantic/more.yml:2:5: error C120: metric 'a' is computed from itself: a → b → c → a",
                "shop/semantic/more.yml:2:5: warning C141: metric 'a' has an error (C120 at shop/semantic/more.yml:2:5), "
                    + "and what uses it is left out with it: metric 'd'",
                "shop/semantic/more.yml:3:5: error C120: metric 'b' is computed from itself: a → b → c → a",
                "shop/semantic/more.yml:4:5: error C120: metric 'c' is computed from itself: a → b → c → a",
            ],
            draft.Diagnostics.Lines());
        Assert.Equal(["orders", "revenue"], Names(draft));
    }

    [Fact]
    public void An_entity_of_two_packs_must_be_declared_as_shared()
    {
        (string, string)[] files =
        [
            ("shop/semantic/shop.yml", CatalogFiles.Shop),
            ("web/semantic/web.yml", "semantic_models:\n  - {name: visits, model: ref('v'), entities: [{name: store, type: foreign}]}"),
        ];
        var found = CatalogFiles.Load(files).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.Contains(
            "web/semantic/web.yml:2:48: error C110: entity 'store' of pack 'web' is also one of pack 'shop' (shop/semantic/shop.yml:",
            found[^1].ToString(), StringComparison.Ordinal);
        Assert.Contains("shared_entities", found[^1].Hint, StringComparison.Ordinal);
        var sources = files.Select(f => new CatalogFile(f.Item1, f.Item1.Split('/')[0], f.Item2)).ToEquatableList();
        Assert.Empty(CatalogLoader.Load(new CatalogSource(sources, ["store"])).Diagnostics);
    }

    [Fact]
    public void A_broken_file_takes_only_what_depends_on_it()
    {
        var draft = CatalogFiles.Load(
            ("shop/semantic/shop.yml", CatalogFiles.Shop.Replace(
                "{name: amount, agg: sum}", "{name: amount, agg: summ}", StringComparison.Ordinal)),
            ("shop/semantic/more.yml",
                """
                metrics:
                  - {name: average, type: ratio, type_params: {numerator: revenue, denominator: orders}}
                  - {name: twice, type: derived, type_params: {expr: orders * 2, metrics: [orders]}}
                saved_queries:
                  - {name: with, query_params: {metrics: [orders, average]}}
                  - {name: without, query_params: {metrics: [orders], group_by: [store__country]}}
                """));
        Assert.Equal(
            [
                "shop/semantic/shop.yml:12:29: error C102: measure 'amount': 'summ' is not a agg; expected sum, min, max, count, "
                + "count_distinct, average, median, percentile, sum_boolean (did you mean 'sum'?)",
                "shop/semantic/shop.yml:12:29: warning C141: measure 'amount' of semantic model 'orders' has an error (C102 at "
                    + "shop/semantic/shop.yml:12:29), and what uses it is left out with it: metric 'average', metric 'revenue', saved "
                    + "query 'with'",
            ],
            draft.Diagnostics.Lines());
        Assert.Equal(["orders", "twice"], Names(draft));
        Assert.Equal(["without"], draft.Sound.SavedQueries.Select(q => q.Name));
        Assert.Equal(["order_count"], draft.Models.Single(m => m.Name == "orders").Measures.Select(m => m.Name));
    }

    [Fact]
    public void A_file_that_is_no_yaml_takes_only_its_own_definitions_and_those_that_use_them()
    {
        var draft = CatalogFiles.Load(
            ("shop/semantic/shop.yml", CatalogFiles.Shop),
            ("shop/semantic/torn.yml", "metrics: ["),
            ("shop/semantic/user.yml", "metrics:\n  - {name: a, type: ratio, type_params: {numerator: lost, denominator: orders}}"));
        Assert.Equal(["C100", "C111"], draft.Diagnostics.Select(d => d.Code.Id));
        Assert.Equal(["orders", "revenue"], Names(draft));
    }

    [Fact]
    public void A_cumulative_metric_is_listed_and_adds_up_the_metric_of_its_measure()
    {
        var draft = CatalogFiles.LoadWithShop(
            "metrics:\n  - {name: a, type: cumulative, type_params: {measure: amount, window: 1 month}}\n  - {name: b, type: cumulative, "
            + "type_params: {measure: {name: amount, fill_nulls_with: 0}}}");
        Assert.Empty(draft.Diagnostics.Lines());
        Assert.Equal(["a", "amount_fill_nulls_with_0", "b", "orders", "revenue"], Names(draft));
        Assert.Equal(["revenue", "amount_fill_nulls_with_0"], draft.Sound.Metrics.OfType<CumulativeMetric>().Select(m => m.Input.Metric));
        Assert.True(draft.Sound.Metrics.Single(m => m.Name == "amount_fill_nulls_with_0").IsPrivate);
    }

    [Fact]
    public void A_disabled_definition_is_as_if_it_were_not_there() =>
        Assert.Empty(
            CatalogFiles.LoadWithShop(
                "metrics:\n  - {name: revenue, type: simple, type_params: {measure: nothing}, config: {enabled: false}}").Diagnostics);

    [Fact]
    public void Names_that_become_one_in_GraphQL_are_warned_of_at_both_places_and_stay_in_the_catalog()
    {
        var draft = CatalogFiles.LoadWithShop(
            "metrics:\n  - {name: store_country, type: simple, type_params: {measure: amount}}\n  - {name: not, type: simple, "
            + "type_params: {measure: amount}}\nsaved_queries:\n  - {name: saved_queries, query_params: {metrics: [revenue]}}\n  - "
            + "{name: a_1, query_params: {metrics: [revenue]}}\n  - {name: a1, query_params: {metrics: [revenue]}}");
        Assert.Equal(
            [
                "shop/semantic/more.yml:2:5: warning C142: metric 'store_country' would be 'storeCountry' in GraphQL, also the "
                + "name of dimension 'store__country' (shop/semantic/shop.yml:17:18); it is not shown there — rename one of them, or ask "
                + "over REST",
                "shop/semantic/more.yml:3:5: warning C142: metric 'not' would be 'not' in GraphQL, a reserved word there; it "
                + "is not shown there — rename one of them, or ask over REST",
                "shop/semantic/more.yml:5:5: warning C142: saved query 'saved_queries' would be 'savedQueries' in GraphQL, a "
                + "reserved word there; it is not shown there — rename one of them, or ask over REST",
                "shop/semantic/more.yml:6:5: warning C142: saved query 'a_1' would be 'a1' in GraphQL, also the name of saved query 'a1' "
                + "(shop/semantic/more.yml:7:5); it is not shown there — rename one of them, or ask over REST",
                "shop/semantic/more.yml:7:5: warning C142: saved query 'a1' would be 'a1' in GraphQL, also the name of saved query 'a_1' "
                + "(shop/semantic/more.yml:6:5); it is not shown there — rename one of them, or ask over REST",
                "shop/semantic/shop.yml:17:18: warning C142: dimension 'store__country' would be 'storeCountry' in GraphQL, also the name "
                + "of metric 'store_country' (shop/semantic/more.yml:2:5); it is not shown there — rename one of them, or ask over REST",
            ],
            draft.Diagnostics.Lines());
        Assert.Contains("store_country", Names(draft));
    }

    [Theory]
    [InlineData("transacted_amount", "transactedAmount", "TransactedAmount")]
    [InlineData("store__country", "storeCountry", "StoreCountry")]
    [InlineData("metric_time", "metricTime", "MetricTime")]
    [InlineData("time_to_5th", "timeTo5th", "TimeTo5th")]
    [InlineData("Share", "share", "Share")]
    [InlineData("_1", "_1", "_1")]
    [InlineData("_", "_", "_")]
    public void A_name_in_GraphQL_is_in_camel_case(string name, string field, string type) =>
        Assert.Equal((field, type), (FieldNames.Camel(name), FieldNames.Pascal(name)));

    private static IEnumerable<string> Names(CatalogDraft draft) => draft.Sound.Metrics.Select(m => m.Name).Order(StringComparer.Ordinal);
}
