using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>What is read of sound files.</summary>
public sealed class DefinitionTests
{
    [Fact]
    public void What_dbt_says_elsewhere_in_a_file_is_let_be()
    {
        var draft = CatalogFiles.LoadWithShop(
            """
            version: 2
            models:
              - name: fct_orders
                description: Orders
                columns: [{name: order_id, data_tests: [unique]}]
            exposures: [{name: board}]
            saved_queries:
              - name: q
                query_params: {metrics: [revenue]}
                exports: [{name: q, config: {export_as: table}}]
                config: {cache: {enabled: true}, meta: {someone: else}}
            """);
        Assert.Empty(draft.Diagnostics);
    }

    [Fact]
    public void A_metric_carries_what_its_author_says_of_it()
    {
        var metric = Assert.IsType<SimpleMetric>(Metric(
            """
            metrics:
              - name: a
                label: A
                description: About a
                type: simple
                type_params: {measure: {name: amount, filter: "{{ Dimension('order__status') }} = 'paid'", fill_nulls_with: 0}}
                filter: ["{{ TimeDimension('metric_time', 'month') }} > '2026-01-01'", "{{ Entity('store') }} > 1"]
                config: {meta: {metrics: {owner: sales, unit: EUR, format: currency}}}
            """));
        Assert.Equal(
            ("A", "About a", "sales", "EUR", "currency", "shop", "amount", 0L),
            (metric.Label, metric.Description, metric.Owner, metric.Unit, metric.Format, metric.Pack, metric.Measure,
                metric.FillNullsWith));
        Assert.Equal(
            ["{order__status} = 'paid'", "{metric_time__month} > '2026-01-01'", "{store} > 1"], metric.Filters.Select(f => f.ToString()));
        Assert.Equal(
            [NameKind.Dimension, NameKind.TimeDimension, NameKind.Entity], metric.Filters.SelectMany(f => f.Names).Select(n => n.Kind));
    }

    [Fact]
    public void A_measure_can_make_its_own_metric()
    {
        var draft = CatalogFiles.Load(
            ("shop/semantic/shop.yml", CatalogFiles.Shop.Replace(
                "{name: amount, agg: sum}", "{name: amount, agg: sum, create_metric: true, label: Amount}", StringComparison.Ordinal)));
        Assert.Empty(draft.Diagnostics);
        Assert.Equal(
            ("amount", "Amount"),
            draft.Sound.Metrics.OfType<SimpleMetric>().Where(m => m.Name == "amount").Select(m => (m.Measure, m.Label)).Single());
    }

    [Fact]
    public void Inputs_of_ratios_and_formulas_keep_their_filters_and_aliases()
    {
        var ratio = Assert.IsType<RatioMetric>(
            Metric(
                "metrics:\n  - {name: a, type: ratio, type_params: {numerator: {name: orders, filter: \"{{ Dimension('order__status') }} "
                + "= 'paid'\"}, denominator: orders}}"));
        Assert.Equal(
            ("orders", 1, "orders", 0),
            (ratio.Numerator.Metric, ratio.Numerator.Filters.Count, ratio.Denominator.Metric, ratio.Denominator.Filters.Count));
        var derived = Assert.IsType<DerivedMetric>(
            Metric(
                "metrics:\n  - {name: a, type: derived, type_params: {expr: \"r / nullif(o, 0)\", metrics: [{name: revenue, alias: r}, "
                + "{name: orders, alias: o}]}}"));
        Assert.Equal([("revenue", "r"), ("orders", "o")], derived.Inputs.Select(i => (i.Metric, i.Alias)));
        Assert.Equal(["r", "o"], derived.Formula!.Names);
    }

    [Fact]
    public void A_saved_query_of_dbts_form_is_read_to_plain_names()
    {
        var saved = Saved(
            """
            saved_queries:
              - name: q
                label: Q
                query_params:
                  metrics: [revenue, orders]
                  group_by: ["Dimension('store__country')", "TimeDimension('metric_time', 'month')", "Entity('store')", order__status]
                  where: "{{ Dimension('store__country') }} = 'ES'"
                  order_by: ["-revenue", "Metric('orders').descending(True)", "TimeDimension('metric_time', 'month')"]
                  limit: 5
            """);
        Assert.Equal(["revenue", "orders"], saved.Query.Metrics.Select(m => m.Column));
        Assert.Equal(["store__country", "metric_time__month", "store", "order__status"], saved.Query.GroupBy.Select(g => g.Name));
        Assert.Equal(
            [new OrderItem("revenue", true), new OrderItem("orders", true), new OrderItem("metric_time__month")], saved.Query.OrderBy);
        Assert.Equal((5L, "{store__country} = 'ES'"), (saved.Query.Limit, Assert.Single(saved.AuthorFilters).ToString()));
    }

    [Fact]
    public void Our_own_form_replaces_dbts()
    {
        var saved = Saved(
            """
            saved_queries:
              - name: q
                query_params: {metrics: [orders]}
                config:
                  meta:
                    metrics:
                      query:
                        metrics: [revenue, {name: revenue, share_of: total, as: share}, {name: revenue, share_of: [land], as: part}]
                        group_by: [{name: store__country, as: land}, metric_time__month]
                        where: ["store__country in ('ES', 'FR')", "revenue > 10"]
                        order_by: [-share, land]
                        limit: 3
                        time_range: last 3 months
                        time_zone: Europe/Madrid
            """);
        Assert.Equal(
            [new MetricRequest("revenue"), new MetricRequest("revenue", "share", ShareOf.Total), new MetricRequest(
                "revenue", "part", new ShareOf(["land"]))],
            saved.Query.Metrics);
        Assert.Equal([new GroupByRequest("store__country", "land"), new GroupByRequest("metric_time__month")], saved.Query.GroupBy);
        Assert.Equal([new OrderItem("share", true), new OrderItem("land")], saved.Query.OrderBy);
        Assert.Equal((2, 3L, "Europe/Madrid"), (saved.Query.Where.Count, saved.Query.Limit, saved.Query.TimeZone));
        var range = saved.TimeRange!.Resolve(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), saved.Query.TimeZone).Value!;
        Assert.Equal((new DateTime(2026, 8, 1), new DateTime(2026, 11, 1)), (range.Window.Start!.Value, range.Window.End!.Value));
    }

    private static Metric Metric(string text)
    {
        var draft = CatalogFiles.LoadWithShop(text);
        Assert.Empty(draft.Diagnostics);
        return draft.Sound.Metrics.Single(m => m.Name == "a");
    }

    private static SavedQuery Saved(string text)
    {
        var draft = CatalogFiles.LoadWithShop(text);
        Assert.Empty(draft.Diagnostics);
        return Assert.Single(draft.Sound.SavedQueries);
    }
}
