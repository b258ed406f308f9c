using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>
/// What a question uses and does not show: conditions on metrics without metrics, an order by other columns, rows left out first.
/// </summary>
[Trait("Needs", "PostgreSQL")]
public sealed class UnselectedTests(UnselectedBed bed) : IClassFixture<UnselectedBed>
{
    internal const string Tables =
        """
        create table store.shop_v1 (id int primary key, name text, country text);
        insert into store.shop_v1
        select n, 'shop ' || chr(90 - n), case when n % 2 = 0 then 'ES' else 'PT' end from generate_series(1, 9) n;
        create table store.sale_v1 (id int primary key, shop int, at timestamp, amount numeric(10,2));
        insert into store.sale_v1
        select n, nullif(n % 8, 7), timestamp '2026-01-01' + n * interval '19 hours', n % 5 from generate_series(1, 100) n;
        create table store.bill_v1 (id int primary key, bill int unique, channel text, at timestamp, amount int);
        insert into store.bill_v1 select n, case when n % 4 = 0 then n end, case when n % 3 = 0 then 'web' else 'shop' end,
          timestamp '2026-01-01' + n * interval '50 hours', n from generate_series(1, 40) n;
        create table store.visit_v1 (id int primary key, shop int, at timestamp);
        insert into store.visit_v1 select n, 1 + n % 9, timestamp '2026-01-01' + n * interval '31 hours' from generate_series(1, 80) n;
        """;

    internal const string Yaml =
        """
        semantic_models:
          - name: shops
            model: ref('shop')
            entities: [{name: shop, type: primary, expr: id}]
            dimensions: [{name: name, type: categorical}, {name: country, type: categorical}]
          - name: sales
            model: ref('sale')
            defaults: {agg_time_dimension: at}
            entities: [{name: sale, type: primary, expr: id}, {name: shop, type: foreign}]
            dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
            measures:
              - {name: revenue, agg: sum, expr: amount, create_metric: true}
              - {name: buyers, agg: count_distinct, expr: amount, create_metric: true}
          - name: bills
            model: ref('bill')
            defaults: {agg_time_dimension: at}
            entities: [{name: line, type: primary, expr: id}, {name: bill, type: unique}]
            dimensions: [{name: channel, type: categorical}, {name: at, type: time, type_params: {time_granularity: second}}]
            measures:
              - {name: billed, agg: sum, expr: amount, create_metric: true}
              - {name: at_the_end, agg: sum, expr: amount, create_metric: true, non_additive_dimension: {name: at, window_choice: max}}
          - name: visits
            model: ref('visit')
            defaults: {agg_time_dimension: at}
            entities: [{name: visit, type: primary, expr: id}, {name: shop, type: foreign}]
            dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
            measures: [{name: visits, agg: count, expr: id, create_metric: true}]
        """;

    private const string Sales = "select shop, sum(amount) as revenue from store.sale_v1 group by 1";

    private readonly SemanticBed _bed = bed.Bed;

    [Fact]
    public async Task A_question_without_metrics_can_be_about_the_groups_that_a_metric_holds_of()
    {
        await _bed.CheckAsync("""{"group_by": ["shop"], "where": ["revenue > 24"]}""", $"select shop from ({Sales}) s where revenue > 24");
        await _bed.CheckAsync(
            """{"group_by": ["shop__country"], "where": ["revenue > 24", "shop__name <> 'shop Y'"]}""",
            "select country from store.sale_v1 s join store.shop_v1 h on h.id = shop where name <> 'shop Y' group by 1 "
                + "having sum(amount) > 24");
        await _bed.CheckAsync(
            """{"group_by": ["shop"], "order_by": ["-revenue"], "limit": 3}""",
                $"select shop from ({Sales}) s\norder by revenue desc, shop nulls last limit 3");
    }

    [Fact]
    public async Task Rows_that_are_not_grouped_have_no_metric_and_the_refusal_says_what_to_do()
    {
        var refusal = Assert.Single(await _bed.RefusalAsync("""{"group_by": ["shop"], "where": ["revenue > 24"], "min_max_only": true}"""));
        Assert.Equal(DiagnosticCode.MixedLevels, refusal.Code);
        Assert.Contains("Metric('…', group_by=['…'])", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_are_ordered_by_what_they_determine()
    {
        await _bed.CheckAsync(
            """{"metrics": ["revenue"], "group_by": ["shop"], "order_by": ["shop__name"]}""",
            "select shop, sum(amount) from store.sale_v1 left join store.shop_v1 h on h.id = shop group by 1, h.name\n"
                + "order by h.name collate \"C\" nulls last, 1");
        await _bed.CheckAsync(
            """{"metrics": ["revenue"], "group_by": ["sale", "shop__country"], "order_by": """
                + """["-shop__country", "sale__at__month", "-sale__at"], "limit": 7}""",
            "select s.id, country, sum(amount) from store.sale_v1 s left join store.shop_v1 h on h.id = shop group by 1, 2\n"
                + "order by country desc nulls last, date_trunc('month', s.at), s.at desc limit 7");
        await _bed.CheckAsync(
            """{"metrics": ["revenue"], "group_by": ["metric_time__day"], "order_by": """
                + """["-metric_time__extract_dow", "metric_time__month"]}""",
            "select at::date, sum(amount) from store.sale_v1 group by 1\n"
                + "order by extract(isodow from at::date) desc, date_trunc('month', at::date), 1");
        await _bed.CheckAsync(
            """{"metrics": ["revenue", "visits"], "group_by": ["shop"], "order_by": ["shop__name"]}""",
            """
            select coalesce(s.shop, v.shop), revenue, n from (select shop, sum(amount) as revenue from store.sale_v1 group by 1) s
            full join (select shop, count(*) as n from store.visit_v1 group by 1) v on v.shop = s.shop
            left join store.shop_v1 h on h.id = coalesce(s.shop, v.shop)
            order by name collate "C" nulls last
            """);
    }

    [Fact]
    public async Task Groups_are_ordered_by_a_metric_that_is_not_shown_and_stay_the_same_groups()
    {
        await _bed.CheckAsync(
            """{"metrics": ["visits"], "group_by": ["shop"], "order_by": ["-revenue"]}""",
            $"select v.shop, count(*) from store.visit_v1 v left join ({Sales}) s on s.shop = v.shop group by 1, s.revenue\n"
                + "order by s.revenue desc nulls last, 1");
        await _bed.CheckAsync(
            """{"metrics": [{"name": "revenue", "share_of": "total", "as": "part"}], "group_by": ["shop"], "order_by": ["-revenue"]}""",
            $"select shop, revenue / sum(revenue) over () from ({Sales}) s\norder by revenue desc, 1 nulls last");
        Assert.Equal(
            2, (await _bed.AnswerAsync("""{"metrics": ["visits"], "group_by": ["shop"], "order_by": ["revenue"]}""")).Table.Columns.Count);
    }

    [Theory]
    [InlineData("""{"metrics": ["revenue"], "group_by": ["shop"], "where": ["revenue > 24"]}""", "shop, revenue", "revenue > 24")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "r"}], "group_by": ["shop"], "where": ["revenue > 24"]}""", "shop, revenue",
        "revenue > 24")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "r"}], "group_by": ["shop"], "where": ["r > 24"]}""", "shop, revenue",
        "revenue > 24")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "r"}], "group_by": ["shop"], "where": ["visits > 8"]}""", "shop, revenue",
        "visits > 8")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "visits"}], "group_by": ["shop"], "where": ["revenue > 24"]}""", "shop, revenue",
        "revenue > 24")]
    [InlineData("""{"metrics": [{"name": "revenue", "share_of": "total", "as": "p"}], "group_by": ["shop"], "where": ["revenue > 24"]}""",
        "shop, part", "revenue > 24")]
    [InlineData("""{"metrics": [{"name": "revenue", "share_of": "total", "as": "part"}], "group_by": ["shop"], "where": ["part > 0.12"]}""",
        "shop, part", "part > 0.12")]
    [InlineData("""{"metrics": ["revenue", {"name": "revenue", "share_of": "total", "as": "part"}], "group_by": ["shop"], """
        + """ "where": ["revenue > 24"]}""", "shop, revenue, part", "revenue > 24")]
    [InlineData("""{"metrics": [{"name": "revenue", "share_of": "total"}], "group_by": ["shop"], "where": ["visits > 8"]}""", "shop, part",
        "visits > 8")]
    public async Task A_name_in_a_condition_means_the_metric_of_the_catalog_whatever_columns_are_called(
        string question, string columns, string condition) => await _bed.CheckAsync(
        question,
        $"select {columns} from (select shop, revenue, revenue / sum(revenue) over () as part, visits from ({Sales}) s "
            + $"full join (select shop, count(*) as visits from store.visit_v1 group by 1) v using (shop)) x where {condition}");

    [Theory]
    [InlineData("""{"metrics": [{"name": "revenue", "share_of": "total"}], "group_by": ["shop"], "where": ["revenue > 24"]}""",
        "where: 'revenue' is ambiguous: it is the metric 'revenue', and the name of a column of this answer that shows the share of",
        "revenue_share")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "visits"}], "group_by": ["shop"], "where": ["visits > 8"]}""",
        "where: 'visits' is ambiguous: it is the metric 'visits', and the name of a column of this answer that shows the metric 'revenue'",
        "visits_shown")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "visits"}], "group_by": ["shop"], "where": ["VISITS > 8"]}""",
        "where: 'visits' is ambiguous", "visits_shown")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "visits"}], "group_by": ["shop"], "where": ["shop = 1 or shop = 2", """
        + """ "not (visits > 8 and revenue > 1)"]}""", "where: 'visits' is ambiguous", "visits_shown")]
    [InlineData("""{"metrics": [{"name": "revenue", "as": "shop__country"}], "group_by": ["shop"], "where": ["shop__country = 'ES'"]}""",
        "it is the dimension 'shop__country'", "shop__country_shown")]
    [InlineData("""{"metrics": ["revenue"], "group_by": [{"name": "shop", "as": "visits"}], "where": ["visits > 8"]}""",
        "it is the metric 'visits', and the name of a column of this answer that shows 'shop'", "visits_shown")]
    public async Task A_name_in_a_condition_that_could_mean_a_column_as_well_is_refused_with_a_way_out(
        string question, string message, string free)
    {
        var refusal = Assert.Single(await _bed.RefusalAsync(question));
        Assert.Equal(DiagnosticCode.WrongColumn, refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"\"as\": \"{free}\"", refusal.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metric_time")]
    [InlineData("metric_time__month")]
    [InlineData("metric_time__year")]
    public async Task An_order_by_a_time_that_is_not_asked_for_leaves_the_span_as_it_is(string order) => await _bed.CheckAsync(
        $$"""{"metrics": ["billed"], "group_by": ["line"], "order_by": ["{{order}}"], "time_constraint": """
            + """["2026-01-10T10:00:00", "2026-01-20T12:00:00"]}""",
        "select id, amount from store.bill_v1 where at between '2026-01-10 10:00' and '2026-01-20 12:00:00.999999'");

    [Theory]
    [InlineData("metric_time")]
    [InlineData("line__at__day")]
    [InlineData("line__channel")]
    public async Task A_balance_ends_where_it_ends_however_it_is_ordered(string order) => await _bed.CheckAsync(
        $$"""{"metrics": ["at_the_end"], "group_by": ["line"], "order_by": ["{{order}}"]}""",
        "select id, amount from store.bill_v1 where at = (select max(at) from store.bill_v1)");

    [Fact]
    public async Task Rows_without_the_key_that_determines_an_order_stay_one_group()
    {
        await _bed.CheckAsync(
            """{"metrics": ["billed"], "group_by": ["bill"], "order_by": ["line__channel", "bill"]}""",
            """
            select bill, sum(amount) from store.bill_v1 group by 1
            order by case when bill is not null then min(channel) end collate "C" nulls last, 1 nulls last
            """);
        await _bed.CheckAsync(
            """{"metrics": [{"name": "billed", "share_of": "total", "as": "part"}], "group_by": ["bill"], "order_by": """
                + """["-line__channel"], "limit": 4}""",
            """
            select bill, sum(amount)::numeric / (select sum(amount) from store.bill_v1) from store.bill_v1 group by 1
            order by case when bill is not null then min(channel) end collate "C" desc nulls last, 1 nulls last limit 4
            """);
    }

    [Fact]
    public async Task A_time_determines_its_months_whether_a_row_has_another_key_or_not()
    {
        await _bed.CheckAsync(
            """{"metrics": ["revenue"], "group_by": ["shop", "metric_time__day"], "order_by": """
                + """["-metric_time__month", "shop"], "limit": 60}""",
            """
            select shop, at::date, sum(amount) from store.sale_v1 group by 1, 2
            order by date_trunc('month', at::date) desc, 1 nulls last, 2 limit 60
            """);
        await _bed.CheckAsync(
            """{"metrics": ["billed"], "group_by": ["bill", "metric_time__day"], "order_by": ["metric_time__month", "bill"]}""",
            """
            select bill, at::date, sum(amount) from store.bill_v1 group by 1, 2
            order by date_trunc('month', at::date), 1 nulls last, 2
            """);
    }

    [Fact]
    public async Task Values_are_ordered_by_what_they_determine()
    {
        await _bed.CheckAsync(
            """{"group_by": ["shop"], "order_by": ["-shop__name"], "limit": 5}""",
            "select id from store.shop_v1\norder by name collate \"C\" desc limit 5");
        await _bed.CheckAsync(
            """{"group_by": ["line", "line__channel"], "order_by": ["line__at"]}""", "select id, channel from store.bill_v1\norder by at");
        // Another table could add rows.
        var refusal = Assert.Single(await _bed.RefusalAsync("""{"group_by": ["sale"], "order_by": ["shop__name"]}"""));
        Assert.Equal(DiagnosticCode.WrongColumn, refusal.Code);
    }

    [Fact]
    public async Task What_only_the_order_names_is_no_whole_of_a_share() => Assert.Equal(
        DiagnosticCode.WrongColumn,
        Assert.Single(await _bed.RefusalAsync(
            """{"metrics": [{"name": "revenue", "share_of": ["shop__country"], "as": "part"}], "group_by": ["shop"], "order_by": """
                + """["shop__country"]}""")).Code);

    [Theory]
    [InlineData("shop__country")]
    [InlineData("metric_time__month")]
    [InlineData("nothing")]
    public async Task An_order_by_what_has_several_values_in_a_group_is_refused_with_the_way_out(string name)
    {
        var refusal = Assert.Single(
            await _bed.RefusalAsync(
            $$"""{"metrics": ["revenue"], "group_by": ["shop__name", "metric_time__week"], "order_by": ["{{name}}"]}"""));
        Assert.Equal(DiagnosticCode.WrongColumn, refusal.Code);
        Assert.Contains("add it to group_by", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_can_be_left_out_before_the_first_one_and_pages_go_on_from_there()
    {
        const string Question = "\"metrics\": [\"revenue\"], \"group_by\": [\"metric_time__day\"], \"order_by\": [\"metric_time__day\"]";
        var all = await _bed.RowsAsync($$"""{{{Question}}}""");
        Assert.Equal(all[5..], await _bed.RowsAsync($$"""{{{Question}}, "offset": 5}"""));
        Assert.Equal(all[5..9], await _bed.RowsAsync($$"""{{{Question}}, "offset": 5, "limit": 4}"""));
        var first = await _bed.AnswerAsync($$"""{{{Question}}, "offset": 5, "limit": 4}""");
        Assert.Equal(all[9..13], await _bed.RowsAsync($$"""{{{Question}}, "offset": 5, "limit": 4, "page": "{{first.Meta.Next}}"}"""));
        Assert.Equal(all[9..13], await _bed.RowsAsync($$"""{{{Question}}, "limit": 4, "page": "{{first.Meta.Next}}"}"""));
        Assert.Empty(await _bed.RowsAsync($$"""{{{Question}}, "offset": 5000}"""));
    }

    [Fact]
    public async Task Shares_of_what_does_not_add_up_are_warned_of_and_others_are_not()
    {
        var answer = await _bed.AnswerAsync(
            """{"metrics": [{"name": "buyers", "share_of": "total", "as": "part"}], "group_by": ["shop"]}""");
        Assert.Contains(
            "part: buyers over several groups is not always the sum of their values", Assert.Single(answer.Meta.Warnings),
            StringComparison.Ordinal);
        Assert.Empty(
            (await _bed.AnswerAsync(
            """{"metrics": [{"name": "revenue", "share_of": "total", "as": "part"}], "group_by": ["shop"]}""")).Meta.Warnings);
        Assert.Empty(
            (await _bed.AnswerAsync(
            """{"metrics": [{"name": "buyers", "share_of": ["shop"], "as": "part"}], "group_by": ["shop"]}""")).Meta.Warnings);
    }
}

/// <summary>The tables and the catalog that the tests share.</summary>
public sealed class UnselectedBed : IAsyncLifetime
{
    internal SemanticBed Bed { get; private set; } = null!;

    public async Task InitializeAsync() => Bed = await SemanticBed.StartAsync(UnselectedTests.Tables, UnselectedTests.Yaml);

    public async Task DisposeAsync() => await Bed.DisposeAsync();
}
