using Metrics.Domain.Refreshing;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using Metrics.Testing;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Catalogs;

[Trait("Needs", "PostgreSQL")]
public sealed class BindingTests : IAsyncLifetime
{
    private static readonly BindableTable _orders = new(
        "fct_orders", "fct_orders_v3",
        [new("order_id", "bigint"), new("store_id", "integer"), new("status", "text"), new("amount", "numeric(12,2)"),
            new("ordered_at", "timestamp"), new("day", "date"), new("paid", "boolean")],
        [["order_id"]]);

    private static readonly BindableTable _stores = new(
        "dim_store", "dim_store_v1", [new("store_id", "bigint"), new("country", "text")], [["store_id"]]);

    private readonly NpgsqlDataSource _data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());

    public async Task InitializeAsync()
    {
        await using var command = _data.CreateCommand(
            """
            create schema store;
            create table store.fct_orders_v3 (order_id bigint, store_id int, status text, amount numeric(12,2),
              ordered_at timestamp(3), day date, paid boolean);
            create table store.dim_store_v1 (store_id bigint, country text);
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync() => await _data.DisposeAsync();

    [Fact]
    public async Task Every_expression_gets_the_type_that_postgres_gives_it()
    {
        var catalog = await BindAsync(CatalogFiles.Shop);
        Assert.Empty(catalog.Diagnostics);
        var orders = catalog.Models["orders"];
        Assert.Equal(["bigint", "integer"], orders.Entities.Select(e => PostgresTypes.Write(e.DataType)));
        Assert.Equal(
            [("text", ValueType.String), ("timestamp(3) without time zone", ValueType.Timestamp)],
            orders.Dimensions.Select(d => (PostgresTypes.Write(d.DataType), d.Type)));
        Assert.Equal(["numeric(12,2)", "bigint"], orders.Measures.Select(m => PostgresTypes.Write(m.DataType)));
        Assert.Equal(["orders", "revenue"], catalog.Metrics.Keys.Order());
    }

    [Fact]
    public async Task The_types_that_were_stored_make_the_same_catalog()
    {
        var draft = CatalogFiles.Load(("shop/semantic/shop.yml", CatalogFiles.Shop));
        var described = await CatalogBinding.DescribeAsync(draft, [_orders, _stores], new PostgresStore(_data), default);
        var stored = CatalogBinding.Bind(draft, [_orders, _stores], described.Types, PostgresTypes.Map);
        Assert.Equal(described.Catalog.Version, stored.Catalog.Version);
        Assert.Equal(described.Catalog.Models["orders"], stored.Catalog.Models["orders"]);
    }

    [Fact]
    public async Task A_key_that_holds_in_each_partition_only_makes_another_catalog()
    {
        var shop = CatalogFiles.Shop.Replace(
            "{name: status, type: categorical}", "{name: status, type: categorical, is_partition: true}", StringComparison.Ordinal);
        var draft = CatalogFiles.Load(("shop/semantic/shop.yml", shop));
        var versions = new List<(string Version, bool IsPerPartition)>();
        foreach (var key in (string[][])[["order_id"], ["order_id", "status"]])
        {
            var orders = _orders with { Keys = [[.. key]] };
            var bound = await CatalogBinding.DescribeAsync(draft, [orders, _stores], new PostgresStore(_data), default);
            var served = CatalogBinding.Bind(draft, [orders, _stores], bound.Types, PostgresTypes.Map).Catalog;
            versions.Add((served.Version, served.Models["orders"].Entities[0].IsPerPartition));
        }

        Assert.Equal([false, true], versions.Select(v => v.IsPerPartition));
        Assert.NotEqual(versions[0].Version, versions[1].Version);
    }

    [Theory]
    [InlineData(
        "metrics:\n  - {name: wrong, type: simple, filter: \"{{ Dimension('order__status') }} == 'x'\", type_params: {measure: amount}}",
        "metric 'wrong'", "operator does not exist")]
    [InlineData(
        "metrics:\n  - {name: wrong, type: simple, filter: \"{{ Dimension('order__status') }} = 'x' and (\", "
            + "type_params: {measure: amount}}",
        "metric 'wrong'", "syntax error")]
    [InlineData(
        "metrics:\n  - {name: wrong, type: simple, filter: \"{{ Dimension('order__status') }} = nothing\", type_params: {measure: amount}}",
        "metric 'wrong'", "its filter has 'nothing' without braces")]
    [InlineData(
        "metrics:\n  - {name: wrong, type: simple, filter: \"{{ Dimension('order__status') }} + 1\", type_params: {measure: amount}}",
        "metric 'wrong'", "PostgreSQL refuses")]
    [InlineData(
        "metrics:\n  - {name: wrong, type: derived, type_params: {expr: a, metrics: [{name: revenue, alias: a, "
            + "filter: \"{{ Dimension('order__status') }} ~~~ 1\"}]}}",
        "metric 'wrong'", "operator does not exist")]
    [InlineData(
        "saved_queries:\n  - {name: wrong, query_params: {metrics: [revenue], where: [\"{{ Dimension('order__status') }} = 'x' or or\"]}}",
        "saved query 'wrong'", "syntax error")]
    public async Task Conditions_that_are_no_SQL_are_told_at_their_place_before_anybody_asks(string yaml, string definition, string problem)
    {
        var draft = CatalogFiles.Load(("shop/semantic/shop.yml", CatalogFiles.Shop), ("shop/semantic/wrong.yml", yaml));
        Assert.Empty(draft.Diagnostics);
        var bound = await CatalogBinding.DescribeAsync(draft, [_orders, _stores], new PostgresStore(_data), default);
        var diagnostic = Assert.Single(bound.Catalog.Diagnostics);
        Assert.Equal(problem.EndsWith("without braces", StringComparison.Ordinal) ? "C111" : "C150", diagnostic.Code.Id);
        Assert.Equal(("shop/semantic/wrong.yml", 2), (diagnostic.Location!.Value.File, diagnostic.Location.Value.Line));
        Assert.StartsWith(definition, diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(problem, diagnostic.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", bound.Catalog.Metrics.Keys.Concat(bound.Catalog.SavedQueries.Keys));
        Assert.Contains("revenue", bound.Catalog.Metrics.Keys);

        // Who binds with what was published finds the same.
        var stored = CatalogBinding.Bind(draft, [_orders, _stores], bound.Types, PostgresTypes.Map);
        Assert.Equal(bound.Catalog.Version, stored.Catalog.Version);
        Assert.Equal(bound.Catalog.Diagnostics, stored.Catalog.Diagnostics);
    }

    [Theory]
    // A column is known by the name, and the store's error is of another kind, whatever words are in it.
    [InlineData("{{ Entity('order') }} = 'order__columns' and order__columns = 'x'", null)]
    [InlineData("{{ Entity('order') }} = 'columns' and columns_of({{ Dimension('order__columns') }}) = columns_of", null)]
    // Of several names the one that the error is about, whatever stands before it, in letters of one or of two places.
    [InlineData("order__columns = 'x' and no_column = 1", "no_column")]
    [InlineData("'\U0001F600é' <> {{ Dimension('order__columns') }} and \"\"No \"\"\"\"Column\"\" = 1", "No \"Column")]
    public async Task Only_what_the_store_finds_no_column_for_is_told_as_a_name_without_braces(string filter, string? name)
    {
        var shop = CatalogFiles.Shop.Replace(
            "{name: status, type: categorical}", "{name: columns, type: categorical, expr: status}", StringComparison.Ordinal);
        var draft = CatalogFiles.Load(("shop/semantic/shop.yml", shop), ("shop/semantic/wrong.yml", $"""
            saved_queries:
              - name: wrong
                query_params:
                  metrics: [revenue]
                  group_by: ["Dimension('order__columns')"]
                  where: ['{filter.Replace("\"\"", "\"").Replace("'", "''", StringComparison.Ordinal)}']
            """));
        Assert.Empty(draft.Diagnostics);
        var bound = await CatalogBinding.DescribeAsync(draft, [_orders, _stores], new PostgresStore(_data), default);
        var diagnostic = Assert.Single(bound.Catalog.Diagnostics);
        Assert.Equal(name is null ? "C150" : "C111", diagnostic.Code.Id);
        Assert.Contains(
            name is null ? "PostgreSQL refuses its filter" : $"'{name}' without braces", diagnostic.Message, StringComparison.Ordinal);
        var stored = CatalogBinding.Bind(draft, [_orders, _stores], bound.Types, PostgresTypes.Map);
        Assert.Equal(bound.Catalog.Diagnostics, stored.Catalog.Diagnostics);
    }

    [Theory]
    [InlineData("{name: amount, agg: sum}", "{name: amount, agg: sum, expr: amonut}", "column \"amonut\" does not exist")]
    [InlineData("{name: amount, agg: sum}", "{name: amount, agg: sum, expr: sum(amount)}", "aggregate functions are not allowed in WHERE")]
    [InlineData("{name: amount, agg: sum}", "{name: amount, agg: sum, expr: 'amount), (1'}", "PostgreSQL refuses")]
    [InlineData("{name: amount, agg: sum}", "{name: amount, agg: sum, expr: amount; drop table store.fct_orders_v3}", "PostgreSQL refuses")]
    [InlineData("{name: amount, agg: sum}", "{name: amount, agg: sum, expr: status}", "is text, not a number")]
    [InlineData("{name: amount, agg: sum}", "{name: amount, agg: sum_boolean}", "is numeric(12,2), not a boolean")]
    public async Task A_measure_that_does_not_fit_takes_its_metric_and_nothing_else(string right, string wrong, string message)
    {
        var catalog = await BindAsync(CatalogFiles.Shop.Replace(right, wrong, StringComparison.Ordinal));
        var problem = Assert.Single(catalog.Diagnostics, d => d.Code.Id == "C150");
        Assert.StartsWith(
            "shop/semantic/shop.yml:12:9: error C150: measure 'amount' of semantic model 'orders'", problem.ToString(),
            StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal("orders", Assert.Single(catalog.Metrics).Key);
        Assert.Equal(["order_count"], catalog.Models["orders"].Measures.Select(m => m.Name));
    }

    [Fact]
    public async Task A_comment_at_the_end_of_an_expression_hides_nothing()
    {
        var text = CatalogFiles.Shop.Replace(
            "{name: amount, agg: sum}", "{name: amount, agg: sum, expr: 'amount -- in euros'}", StringComparison.Ordinal);
        Assert.Empty((await BindAsync(text)).Diagnostics);
    }

    [Theory]
    [InlineData("expr: amount, type: time", "not a date or a timestamp")]
    [InlineData("expr: day, type: time", "is date, a date, which has no seconds")]
    public async Task A_time_dimension_must_be_a_time(string time, string message)
    {
        var catalog = await BindAsync(
            CatalogFiles.Shop.Replace("{name: ordered_at, type: time", $"{{name: ordered_at, {time}", StringComparison.Ordinal));
        Assert.Contains(catalog.Diagnostics, d => d.Code.Id == "C150" && d.Message.Contains(message, StringComparison.Ordinal));
        Assert.Empty(catalog.Metrics);
        Assert.Contains("stores", catalog.Models.Keys);
    }

    [Fact]
    public async Task An_unpublished_table_disables_its_model_only_and_near_names_are_told()
    {
        var catalog = await BindAsync(CatalogFiles.Shop.Replace("ref('dim_store')", "ref('dim_stor')", StringComparison.Ordinal));
        Assert.Equal(
            "shop/semantic/shop.yml:14:5: error C150: semantic model 'stores': no table 'dim_stor' is published "
                + "(did you mean 'dim_store'?)",
            Assert.Single(catalog.Diagnostics).ToString());
        Assert.Equal("orders", Assert.Single(catalog.Models).Key);
        Assert.Equal(["orders", "revenue"], catalog.Metrics.Keys.Order());
    }

    [Theory]
    [InlineData("expr: order_id}", "[]")]
    [InlineData("expr: order_id}", "[[order_id, day]]")]
    [InlineData("expr: order_id * 1}", "[[order_id]]")]
    public async Task What_promises_one_row_each_without_a_tested_key_is_not_joined_to(string expr, string keys)
    {
        var table = _orders with { Keys = keys switch { "[]" => [], "[[order_id]]" => [["order_id"]], _ => [["order_id", "day"]] } };
        var catalog = await BindAsync(
            CatalogFiles.Shop.Replace(
                "{name: order, type: primary, expr: order_id}", $"{{name: order, type: primary, {expr}", StringComparison.Ordinal), table);
        var problem = Assert.Single(catalog.Diagnostics);
        Assert.StartsWith(
            "shop/semantic/shop.yml:6:9: error C151: entity 'order' of semantic model 'orders' is primary", problem.ToString(),
            StringComparison.Ordinal);
        var orders = catalog.Models["orders"];
        Assert.False(orders.IsUniqueBy("order"));
        // Its own rows are counted as before, under the same names.
        Assert.Equal("order", orders.PrimaryEntity);
        Assert.Equal(["orders", "revenue"], catalog.Metrics.Keys.Order());
    }

    [Fact]
    public async Task Entities_that_cannot_be_compared_are_not_joined()
    {
        var catalog = await BindAsync(
            CatalogFiles.Shop.Replace(
                "{name: store, type: foreign, expr: store_id}", "{name: store, type: foreign, expr: status}", StringComparison.Ordinal));
        Assert.Contains(
            "is text, but bigint in 'stores', so the two cannot be joined", Assert.Single(catalog.Diagnostics).Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(catalog.Models["orders"].Entities, e => e.Name == "store");
    }

    [Fact]
    public async Task A_time_spine_needs_its_column()
    {
        const string Spine =
            "models:\n  - {name: fct_orders, time_spine: {standard_granularity_column: dya}, columns: [{name: dya, granularity: day}]}";
        Assert.Equal(
            "shop/semantic/shop.yml:2:36: error C150: time spine 'fct_orders': 'fct_orders' has no column 'dya' (did you mean 'day'?)",
            Assert.Single((await BindAsync(Spine)).Diagnostics).ToString());
        Assert.Equal("day", Assert.Single((await BindAsync(Spine.Replace("dya", "day", StringComparison.Ordinal))).TimeSpines).Column);
    }

    [Fact]
    public async Task An_amount_is_in_its_measures_currency_unless_its_metric_says_otherwise()
    {
        var text = CatalogFiles.Shop.Replace(
            "{name: amount, agg: sum}", "{name: amount, agg: sum, config: {meta: {metrics: {currency: EUR}}}}", StringComparison.Ordinal);
        Assert.Equal("EUR", (await BindAsync(text)).Metrics["revenue"].Unit);
        Assert.Null((await BindAsync(text)).Metrics["orders"].Unit);
    }

    [Theory]
    [InlineData("order__status")]
    [InlineData("store__country")]
    [InlineData("store")]
    public async Task The_type_of_an_amount_is_known_whatever_tells_its_currencies_apart(string currency)
    {
        var guarded = $"{{name: amount, agg: sum, config: {{meta: {{metrics: {{currency: {{dimension: {currency}}}}}}}}}}}";
        var catalog = await BindAsync(CatalogFiles.Shop.Replace("{name: amount, agg: sum}", guarded, StringComparison.Ordinal));
        Assert.Empty(catalog.Diagnostics);
        Assert.Equal(ValueType.Decimal, AnswerColumns.TypeOf(catalog, catalog.Metrics["revenue"]));
    }

    private async Task<Catalog> BindAsync(string text, BindableTable? orders = null) =>
        (await CatalogBinding.DescribeAsync(
            CatalogFiles.Load(("shop/semantic/shop.yml", text)), [orders ?? _orders, _stores], new PostgresStore(_data), default)).Catalog;
}
