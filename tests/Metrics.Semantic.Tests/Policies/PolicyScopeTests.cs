using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Externals;

namespace Metrics.Semantic.Tests.Policies;

/// <summary>A policy holds at the table and the column: whichever model, name or expression leads there.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class PolicyScopeTests
{
    private const string Rows = "[{rows: \"{{ Dimension('sale__country') }} in {{ principal.countries }}\"}]";

    [Fact]
    public async Task A_policy_of_one_model_holds_in_every_other_model_over_its_table()
    {
        await using var bed = await PolicyShop.OpenAsync(Rows);
        var es = PolicyShop.From("ES");
        Assert.Equal(["30 | 2"], await bed.RowsAsync(es, """{"metrics": ["ledger_amount", "ledger_count"]}"""));
        Assert.Equal(["ES | 30"], await bed.RowsAsync(es, """{"metrics": ["ledger_amount"], "group_by": ["entry__land"]}"""));
        Assert.Equal(["a-1"], await bed.RowsAsync(es, """{"group_by": ["entry__code"]}"""));
        Assert.Equal(["310 | 5"], await bed.RowsAsync("""{"metrics": ["ledger_amount", "ledger_count"]}"""));
        Assert.Equal([" | "], await bed.RowsAsync(PolicyShop.Somebody(), """{"metrics": ["ledger_amount", "ledger_count"]}"""));
        var values = await bed.Layer.ValuesAsync(bed.Layer.Take(es), "entry__land", null, 100, AnswerLimits.Default, default);
        Assert.Equal(["ES"], Cells.Of(values.Value!.Table).Select(r => r[0]));
        Assert.False(bed.Layer.Take(es).Catalog.ShowsWhole("sales"));
        Assert.True(bed.Layer.Take(es).Catalog.ShowsWhole("stores"));
    }

    [Fact]
    public async Task Conditions_of_all_policies_over_a_table_are_met_at_once_in_the_names_of_the_model_each_stands_in()
    {
        await using var bed = await PolicyShop.OpenAsync(
            "[{rows: \"sale__country in {{ principal.countries }}\"}, {rows: \"store__region in {{ principal.regions }}\"}]",
                "[{rows: \"entry__code <> 'b-2'\", mask: [article]}]");
        var north = PolicyShop.Somebody(attributes: [("countries", ["ES", "FR"]), ("regions", ["north"])]);
        foreach (var metric in (string[])["amount_sum", "ledger_amount"])
            Assert.Equal(["80"], await bed.RowsAsync(north, $$"""{"metrics": ["{{metric}}"]}"""));
        // What the second model masks is null in the first as well.
        Assert.Equal([" | 80"], await bed.RowsAsync(north, """{"metrics": ["amount_sum"], "group_by": ["sale__product_sku"]}"""));
        Assert.Equal([" | 80"], await bed.RowsAsync(north, """{"metrics": ["amount_sum"], "group_by": ["product__category"]}"""));
        Assert.Equal(["0"], await bed.RowsAsync(north, """{"metrics": ["skus"]}"""));
    }

    [Theory]
    [InlineData("straße", "straße")]
    [InlineData("straße", "STRAße")]
    [InlineData("Größe", "\\\"Größe\\\"")]
    [InlineData("ÑAME", "\\\"ÑAME\\\"")]
    [InlineData("名前", "名前")]
    public async Task Columns_with_letters_beyond_ascii_are_held_wherever_they_are_read(string column, string written)
    {
        string Yaml(string policy) =>
            $$$"""
            semantic_models:
              - name: people
                model: ref('people')
                config: {meta: {metrics: {policies: [{unless: {role: admin}, {{{policy}}}: [person__street]}] } } }
                entities: [{name: person, type: primary, expr: id}]
                dimensions: [{name: street, type: categorical, expr: "{{{written}}}"},
                  {name: again, type: categorical, expr: "lower({{{written}}})"}]
                measures: [{name: last_street, agg: max, expr: "{{{written}}}", create_metric: true},
                  {name: persons, agg: count, expr: "1", create_metric: true}]
              - name: others
                model: ref('people')
                entities: [{name: other, type: primary, expr: id}]
                dimensions: [{name: way, type: categorical, expr: "{{{written}}}"}]
                measures: [{name: other_count, agg: count, expr: "1", create_metric: true}]
            """;
        await using var bed = await SemanticBed.StartAsync(
            $"create table store.people_v1 (id int primary key, \"{column}\" text); "
                + "insert into store.people_v1 values (1, 'secret'), (2, 'secret');",
            Yaml("mask"));
        var somebody = PolicyShop.Somebody();
        Assert.Equal(["secret"], await bed.RowsAsync(PolicyShop.Somebody(roles: ["admin"]), """{"metrics": ["last_street"]}"""));
        Assert.Equal([""], await bed.RowsAsync(somebody, """{"metrics": ["last_street"]}"""));
        Assert.Equal([" | 2"], await bed.RowsAsync(somebody, """{"metrics": ["persons"], "group_by": ["person__again"]}"""));
        Assert.Equal([" | 2"], await bed.RowsAsync(somebody, """{"metrics": ["other_count"], "group_by": ["other__way"]}"""));

        await bed.BindAsync(Yaml("hide"));
        string[] asked =
        [
            """{"metrics": ["last_street"]}""", """{"metrics": ["persons"], "group_by": ["person__again"]}""",
            """{"metrics": ["other_count"], "group_by": ["other__way"]}""",
        ];
        foreach (var question in asked)
            Assert.NotEmpty(await bed.RefusalAsync(somebody, question));
    }

    [Fact]
    public async Task Rows_are_held_by_uuids_and_times_of_day_too()
    {
        await using var bed = await SemanticBed.StartAsync(
            "create table store.orders_v1 (id int primary key, tenant uuid, opens time); insert into store.orders_v1 values "
                + "(1, 'aaaaaaaa-0000-0000-0000-000000000001', '09:30'), (2, 'aaaaaaaa-0000-0000-0000-000000000002', '10:00');",
            """
            semantic_models:
              - name: orders
                model: ref('orders')
                config: {meta: {metrics: {policies: [
                  {rows: "order__tenant in {{ principal.tenants }}"}, {rows: "order__opens >= {{ principal.since }}"}]}}}
                entities: [{name: order, type: primary, expr: id}]
                dimensions: [{name: tenant, type: categorical}, {name: opens, type: categorical}]
                measures: [{name: order_count, agg: count, expr: "1", create_metric: true}]
            """);
        string[] both = ["AAAAAAAA-0000-0000-0000-000000000001", "aaaaaaaa-0000-0000-0000-000000000002"];
        Assert.Equal(
            ["2"],
            await bed.RowsAsync(
                PolicyShop.Somebody(attributes: [("tenants", both), ("since", ["9:00"])]), """{"metrics": ["order_count"]}"""));
        Assert.Equal(
            ["1"],
            await bed.RowsAsync(
                PolicyShop.Somebody(attributes: [("tenants", both), ("since", ["9:45"])]), """{"metrics": ["order_count"]}"""));
        Assert.Equal(
            ["1"],
            await bed.RowsAsync(
                PolicyShop.Somebody(attributes: [("tenants", both[..1]), ("since", ["9:00"])]), """{"metrics": ["order_count"]}"""));
        Assert.Equal(
            ["0"],
            await bed.RowsAsync(
                PolicyShop.Somebody(attributes: [("tenants", ["x"]), ("since", ["9:00"])]), """{"metrics": ["order_count"]}"""));
    }

    [Theory]
    [InlineData("sale__product_sku")]
    [InlineData("product")]
    public async Task What_is_hidden_goes_with_everything_that_is_computed_from_its_column(string hidden)
    {
        await using var bed = await PolicyShop.OpenAsync($"[{{unless: {{role: admin}}, hide: [{hidden}]}}]");
        var (somebody, admin) = (PolicyShop.Somebody(), PolicyShop.Somebody(roles: ["admin"]));
        var names = (string[])[
            "sale__product_sku", "sale__sku_upper", "sale__sku_quoted", "sale__sku_shouted", "sale__sku_cast", "sale__row_text",
                "sale__row_json", "sale__row_star", "sale__sku_called",
            "sale__sku_elsewhere", "product", "product__category", "entry__code", "article"];
        foreach (var name in names)
        {
            var count = name is "entry__code" or "article" ? "ledger_count" : "sales_count";
            Assert.Single(await bed.RowsAsync(admin, $$"""{"metrics": ["{{count}}"], "group_by": ["{{name}}"], "limit": 1}"""));
            foreach (var question in (string[])[$$"""{"metrics": ["sales_count"], "group_by": ["{{name}}"]}""",
                $$"""{"metrics": ["ledger_count"], "where": ["{{name}} = 'x'"]}"""])
                Assert.All(await bed.RefusalAsync(somebody, question), d => Unnamed(d, names, name));
        }

        foreach (var metric in (string[])["last_sku", "skus", "skus_per_sale", "skus_doubled", "ledger_codes"])
        {
            Assert.Single(await bed.RowsAsync(admin, $$"""{"metrics": ["{{metric}}"]}"""));
            var refusal = Assert.Single(await bed.RefusalAsync(somebody, $$"""{"metrics": ["{{metric}}"]}"""));
            Assert.Equal(DiagnosticCode.UnknownMetric, refusal.Code);
            Unnamed(refusal, names, metric);
        }

        var seen = bed.Layer.Take(somebody);
        Assert.Equal("by_country", Assert.Single(seen.Catalog.SavedQueries.Keys));
        Assert.Equal(["amount_sum", "average_amount", "ledger_amount", "ledger_count", "product_count", "sales_count", "store_count"],
            seen.Catalog.Metrics.Keys.Order(StringComparer.Ordinal));
        Assert.Null((await bed.Layer.ValuesAsync(seen, "sale__sku_upper", null, 10, AnswerLimits.Default, default)).Value);
        Assert.DoesNotContain(SemanticLayer.Dimensions(seen, ["amount_sum"]).Value!.Items, d =>
            d.Name.Contains("sku", StringComparison.Ordinal) || d.Name.Contains("product", StringComparison.Ordinal));
        // Everything else is as it was.
        Assert.Equal(["310"], await bed.RowsAsync(somebody, """{"metrics": ["amount_sum"]}"""));
    }

    [Fact]
    public async Task What_is_masked_is_null_to_everything_that_is_computed_from_its_column()
    {
        await using var bed = await PolicyShop.OpenAsync("[{unless: {role: admin}, mask: [sale__product_sku]}]");
        var somebody = PolicyShop.Somebody();
        foreach (var name in (string[])["sale__product_sku", "sale__sku_upper", "sale__sku_quoted", "sale__sku_shouted", "sale__sku_cast",
            "product", "product__category"])
            Assert.Equal([" | 5"], await bed.RowsAsync(somebody, $$"""{"metrics": ["sales_count"], "group_by": ["{{name}}"]}"""));
        Assert.Equal([" | 0 | 0"], await bed.RowsAsync(somebody, """{"metrics": ["last_sku", "skus", "ledger_codes"]}"""));
        Assert.All(await bed.RowsAsync(somebody, """{"group_by": ["sale__row_text"]}"""), row =>
            Assert.DoesNotContain("-", row.Split(',')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_computed_name_goes_with_what_it_is_a_part_of_and_its_author_is_told_what_stays()
    {
        await using var bed = await PolicyShop.OpenAsync("[{hide: [sale__size]}]");
        var somebody = PolicyShop.Somebody();
        foreach (var name in (string[])["sale__size", "sale__size_shown"])
            Assert.Equal(DiagnosticCode.UnknownDimension, Assert.Single(await bed.RefusalAsync(somebody,
                $$"""{"metrics": ["sales_count"], "group_by": ["{{name}}"]}""")).Code);
        Assert.Equal(["310"], await bed.RowsAsync(somebody, """{"metrics": ["amount_sum"]}"""));
        var warning = Assert.Single(bed.Catalog.Diagnostics, d =>
            d.Code == DiagnosticCode.Doubtful && d.Message.Contains("'sale__size'", StringComparison.Ordinal));
        Assert.Contains("is computed from amount, which can still be read as amount_sum, ledger_amount", warning.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(bed.Layer.Take(somebody).Catalog.Diagnostics, d => d.ToString().Contains("size", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hidden_measure_goes_with_its_column_and_a_hidden_metric_with_what_is_computed_from_it()
    {
        await using var metric = await PolicyShop.OpenAsync("[{hide: [skus_per_sale]}]");
        foreach (var name in (string[])["skus_per_sale", "skus_doubled"])
            Assert.Equal(DiagnosticCode.UnknownMetric, Assert.Single(await metric.RefusalAsync(PolicyShop.Somebody(),
                $$"""{"metrics": ["{{name}}"]}""")).Code);
        Assert.Equal(["4"], await metric.RowsAsync(PolicyShop.Somebody(), """{"metrics": ["skus"]}"""));

        var yaml = PolicyShop.Yaml("[{hide: [amount_sum]}]").Replace("{name: amount_sum, agg: sum, expr: amount, create_metric: true}",
            "{name: amount_sum, agg: sum, expr: amount}", StringComparison.Ordinal)
            .Replace("numerator: amount_sum", "numerator: sales_count", StringComparison.Ordinal)
                .Replace("metrics: [amount_sum]", "metrics: [sales_count]", StringComparison.Ordinal);
        await using var measure = await SemanticBed.StartAsync(PolicyShop.Tables, yaml);
        Assert.Equal(DiagnosticCode.UnknownMetric, Assert.Single(await measure.RefusalAsync(PolicyShop.Somebody(),
            """{"metrics": ["ledger_amount"]}""")).Code);
        Assert.Equal(["310"], await measure.RowsAsync("""{"metrics": ["ledger_amount"]}"""));
    }

    [Theory]
    [InlineData("sale__country like {{ principal.like }}", new[] { "E%" }, "30")]
    [InlineData("sale__country ilike {{ principal.like }}", new[] { "f%" }, "120")]
    [InlineData("not (sale__country like {{ principal.like }})", new[] { "E%" }, "280")]
    [InlineData("sale__country in {{ principal.like }}", new[] { "ES", "DE" }, "190")]
    [InlineData("sale__country in ({{ principal.like }}, 'FR')", new[] { "ES" }, "150")]
    [InlineData("sale__country not in {{ principal.like }}", new[] { "ES", "DE" }, "120")]
    [InlineData("not (sale__country = 'DE' or sale__country = {{ principal.like }})", new[] { "ES" }, "120")]
    [InlineData("sale__sold_at between {{ principal.like }} and '2026-02-28'", new[] { "2026-01-20" }, "60")]
    [InlineData("{{ principal.like }} = sale__country", new[] { "ES" }, "30")]
    [InlineData("sale__country like {{ principal.like }}", new[] { "ES", "FR" }, "")]
    [InlineData("sale__country <> {{ principal.like }}", new[] { "ES", "FR" }, "")]
    [InlineData("not (sale__country = {{ principal.like }})", new[] { "ES", "FR" }, "")]
    [InlineData("sale__country = 'ES' or sale__country = {{ principal.like }}", new[] { "DE", "FR" }, "")]
    [InlineData("sale__country = 'ES' or sale__country = {{ principal.like }}", new string[0], "")]
    [InlineData("sale__sold_at > {{ principal.like }}", new[] { "soon" }, "")]
    [InlineData("sale__country = {{ principal.like }}", new[] { "{{ principal.like }}" }, "")]
    [InlineData("sale__country = {{ principal.like }}", new[] { "\ue000like" }, "")]
    [InlineData("sale__country = {{ principal.like }}", new[] { "ES' or 'a' = 'a" }, "")]
    public async Task What_is_known_of_whoever_asks_stands_wherever_a_value_can(string rows, string[] values, string expected)
    {
        await using var bed = await PolicyShop.OpenAsync($"[{{rows: \"{rows}\"}}]");
        Assert.Equal([expected], await bed.RowsAsync(PolicyShop.Somebody(attributes: ("like", values)), """{"metrics": ["amount_sum"]}"""));
    }

    [Fact]
    public async Task No_caller_can_write_what_stands_for_an_attribute()
    {
        await using var bed = await PolicyShop.OpenAsync(Rows);
        foreach (var where in (string[])["sale__country in {{ principal.countries }}", "sale__country = {{ principal.countries }}",
            "sale__country like {{ principal.countries }}"])
            Assert.Equal(DiagnosticCode.MalformedFilter, Assert.Single((await bed.RefusalOrReading(PolicyShop.From("ES"), where))).Code);
    }

    [Fact]
    public async Task A_policy_that_does_not_fit_its_table_closes_it_in_the_catalog_that_is_served()
    {
        await using var bed = await PolicyShop.OpenAsync(null);
        foreach (var policies in (string[])["[{rows: \"sale__country > 5\"}]", "[{rows: \"sale__sold_at = 'yesterday'\"}]",
            "[{hide: [sale__nowhere]}]"])
        {
            var yaml = PolicyShop.Yaml(policies)
                .Replace("{name: country, type: categorical}",
                "{name: country, type: categorical}\n      - {name: nowhere, type: categorical, expr: no_such_column}",
                StringComparison.Ordinal);
            var bound = await CatalogBinding.DescribeAsync(PolicyShop.Load(yaml), bed.Layer.Take(null)
                .Snapshot.Value!.Tables.Select(BindableTable.Of), new PostgresStore(bed.Data), default);
            Assert.Equal(["products", "stores"], bound.Catalog.Models.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(["sales"], bound.Catalog.ClosedTables);
            Assert.Contains(bound.Catalog.Diagnostics, d => d.Code == DiagnosticCode.PolicyNotHeld);
            // And from the texts and types that were published.
            var served = CatalogBinding.Bind(PolicyShop.Load(yaml), bed.Layer.Take(null)
                .Snapshot.Value!.Tables.Select(BindableTable.Of), bound.Types, PostgresTypes.Map);
            Assert.Equal(["sales"], served.Catalog.ClosedTables);
            Assert.DoesNotContain(served.Catalog.Models.Values, m => m.Table == "sales");
        }
    }

    [Fact]
    public async Task Plain_tables_beside_published_ones_are_held_too()
    {
        await using var bed = await PolicyShop.OpenAsync(null);
        var draft = CatalogLoader.Load(new CatalogSource([new CatalogFile("shop/semantic/shop.yml", "shop", PolicyShop.Yaml(Rows)
            .Replace("ref('sales')", "ref('sales_v1')", StringComparison.Ordinal))], [])
        {
            External = new ExternalSchema("store", KeysDeclared: false),
        });
        var bound = await CatalogBinding.DescribeAsync(draft, bed.Layer.Take(null).Snapshot.Value!.Tables.Where(t => t.Model != "sales")
            .Select(BindableTable.Of), new PostgresStore(bed.Data), default);
        var seen = new PublicationState(bed.Layer.Take(null).Snapshot, bound.Catalog, Confirmed: true)
            .For(PolicyShop.From("ES"));
        var answer = await bed.Layer.AnswerAsync(seen, new MetricQuery { Metrics = [new MetricRequest("ledger_amount")] }, [],
            AnswerLimits.Default, default);
        Assert.Equal(["30"], Cells.Of(answer.Value!.Table).Select(r => r[0]));
    }

    [Theory]
    [InlineData("sales_v1")]
    [InlineData("sales_v12_rej")]
    public async Task A_published_table_has_no_place_of_its_own_by_the_name_of_a_version(string relation)
    {
        await using var bed = await PolicyShop.OpenAsync(null);
        await using (var command = bed.Data.CreateCommand("create table if not exists store.sales_v12_rej (id int, amount int)"))
            await command.ExecuteNonQueryAsync();
        var draft = CatalogLoader.Load(new CatalogSource([new CatalogFile("shop/semantic/shop.yml", "shop", PolicyShop.Yaml(Rows)
            .Replace("ref('sales')", $"ref('{relation}')", StringComparison.Ordinal))], [])
        {
            External = new ExternalSchema("store", KeysDeclared: false),
        });
        var bound = await CatalogBinding.DescribeAsync(draft, bed.Layer.Take(null).Snapshot.Value!.Tables.Select(BindableTable.Of),
            new PostgresStore(bed.Data), default);
        Assert.Contains(bound.Catalog.Diagnostics, d => d.Code.Id == "C150" && d.Message.Contains(relation, StringComparison.Ordinal));
        Assert.DoesNotContain("ledger_amount", bound.Catalog.Metrics.Keys);
    }

    private static void Unnamed(Diagnostic refusal, string[] names, string asked)
    {
        foreach (var name in names.Where(n => n != asked))
        {
            Assert.DoesNotContain(name, refusal.Candidates);
            Assert.DoesNotContain($"'{name}'", refusal.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(asked, refusal.Candidates);
    }
}
