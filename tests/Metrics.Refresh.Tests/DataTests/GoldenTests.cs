using Metrics.Answering.Catalogs;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Tests.Races;
using Metrics.Refresh.Tests.Runs;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Tests.DataTests;

public sealed class GoldenTests : IDisposable
{
    private const string Semantics = """
        semantic_models:
          - name: orders
            model: ref('fct_orders')
            entities: [{name: order, type: primary, expr: id}, {name: store, type: foreign, expr: store_id}]
            dimensions: [{name: region, type: categorical}, {name: status, type: categorical}]
            measures: [{name: order_amount, agg: sum, expr: amount}]
          - name: stores
            model: ref('dim_stores')
            entities: [{name: store, type: primary, expr: id}]
            dimensions: [{name: name, type: categorical}]
        metrics:
          - {name: amount, label: Amount, type: simple, type_params: {measure: order_amount}}
        """;

    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed())
        .Write("shop/models/gold/dim_stores.sql", "/* key: id */ select id, name from {{ source('shop', 'stores') }}")
        .Write("shop/semantic/orders.yml", Semantics);

    [Fact]
    public async Task A_metric_outside_its_bounds_holds_back_the_new_tables_behind_it_and_what_is_built_on_them_and_nothing_else()
    {
        Golden("{name: paid_amount, metric: amount, expect: 16, tolerance: 10%}");
        await _bed.SucceedAsync();
        Assert.Equal(("passed", "error", 0L), await LatestAsync("paid_amount"));
        _bed.Write("data/orders.csv", ShopProject.Orders + "5,2,100.00,paid\n")
            .Write("data/stores.csv", "id,name\n1,North\n2,South\n3,East\n");

        var report = await _bed.RunAsync();

        Assert.Equal(RunStatus.Partial, report.Status);
        Assert.Contains("golden test 'paid_amount': amount is 116.00, not between 14.4 and 17.6", report.Warnings);
        var fct = report.Outcomes.Single(o => o.Node.Name == "fct_orders");
        Assert.Equal((AttemptStatus.TestFailed, 1L), (fct.Status, fct.Version!.Version));
        Assert.Equal(AttemptStatus.Withheld, await _bed.AttemptAsync("sales"));
        Assert.Equal([1L, 1L, 2L, 2L, 2L],
            (await _bed.QueryAsync<long>(
            "select version from ops.published_table where model in ('fct_orders', 'sales', 'dim_stores', 'shop__orders', "
            + "'shop__stores') order by model collate \"C\"")).Order());
        Assert.Equal(16m, await _bed.ScalarAsync<decimal>("select sum(amount) from gold.fct_orders"));
        Assert.Equal(("failed", "error", 1L), await LatestAsync("paid_amount"));
        Assert.Equal(
            ["test_failed", "withheld"],
            await _bed.QueryAsync<string>(
                "select status from ops.api_model_run where run_id = @RunId and model in ('fct_orders', 'sales') order by model",
                new { report.RunId }));

        // The same again, also for tables that are not built anew.
        Assert.Equal(RunStatus.Failed, (await _bed.RunAsync()).Status);
        _bed.Write("data/orders.csv", ShopProject.Orders);
        await _bed.SucceedAsync();
        Assert.Equal("passed", (await LatestAsync("paid_amount")).Status);
    }

    [Fact]
    public async Task The_last_line_says_what_was_published_and_what_was_held_back()
    {
        Golden("{name: paid_amount, metric: amount, expect: 16}");
        await _bed.SucceedAsync();
        // Nothing but a word that a definition is held back: no table, and no definition.
        _bed.Write("shop/semantic/orders.yml", Semantics.Replace("expr: amount}", "expr: amount * 2}", StringComparison.Ordinal));
        Assert.Matches(
            "\nRun failed: nothing new published \\(publication 2 says what is held back\\), not published: fct_orders, "
                + "definitions held back by golden tests in shop/semantic/orders.yml, [0-9.]+ s\n", await RunAsync(1));
        Assert.Contains("\nRun failed: nothing published, not published: fct_orders", await RunAsync(1), StringComparison.Ordinal);

        // Definitions of another pack.
        _bed.Write("other/semantic/other.yml", "saved_queries:\n  - {name: all_of_it, query_params: {metrics: [amount]}}\n");
        Assert.Contains(
            "\nRun partial: publication 3, without a new table, not published: fct_orders", await RunAsync(3), StringComparison.Ordinal);

        // Tables that are not behind it.
        _bed.Write("shop/semantic/orders.yml", Semantics).Write("data/orders.csv", ShopProject.Orders + "5,2,100.00,paid\n");
        Assert.Contains("\nRun partial: publication 4, not published: fct_orders, sales, ", await RunAsync(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_that_is_held_back_is_no_success_of_a_run_that_leaves_its_tables_alone()
    {
        Golden("{name: paid_amount, metric: amount, expect: 16}");
        await _bed.SucceedAsync();
        _bed.Write("shop/semantic/orders.yml", Semantics.Replace("expr: amount}", "expr: amount * 2}", StringComparison.Ordinal));
        var report = await _bed.RunAsync("shop__stores");
        Assert.Equal((RunStatus.Failed, 1), (report.Status, report.ExitCode));
        Assert.Equal(["shop/semantic/orders.yml"], report.HeldFiles);
        Assert.Contains(
            "golden test 'paid_amount': amount is 32.00, not 16",
            await _bed.ScalarAsync<string>("select error from ops.run order by started_at desc limit 1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_golden_test_of_another_pack_that_cannot_be_asked_makes_no_run_a_failure()
    {
        _bed.Write("other/models/gold/lone.sql", "/* key: id */ select 1 as id")
            .Write("other/tests/golden.yml", "golden: [{name: lost, metric: amont, expect: 1}]");
        Assert.Equal(RunStatus.Partial, (await _bed.RunAsync()).Status);
        var report = await _bed.RunAsync("shop__stores");
        Assert.Equal((RunStatus.Succeeded, 0), (report.Status, report.ExitCode));
        Assert.Contains(report.Warnings, w => w.StartsWith("golden test 'lost': could not be asked", StringComparison.Ordinal));
    }

    private async Task<string> RunAsync(int expected)
    {
        using var process = RefreshCommand.Start(_bed, "run");
        var (code, said) = await process.EndAsync();
        Assert.True(code == expected, said);
        return said;
    }

    [Fact]
    public async Task Conditions_and_joined_dimensions_are_asked_as_any_caller_asks()
    {
        Golden("{name: north, metric: amount, where: [\"store__name = 'North'\", \"order__status = 'paid'\"], expect: 15}",
            "{name: unknown_store, metric: amount, where: \"store__name is null\", at_least: 0.5, at_most: 1}");
        await _bed.SucceedAsync();
        Golden("{name: north, metric: amount, where: \"store__name = 'Nowhere'\", at_most: 1000}");
        var report = await _bed.RunAsync();
        Assert.Contains("golden test 'north': amount is nothing, not at most 1000", report.Warnings);
    }

    [Fact]
    public async Task Names_in_capitals_are_asked_and_valid_alike_and_on_record_as_they_are_declared()
    {
        Golden("{name: north, metric: AMOUNT, where: [\"STORE__NAME = 'North'\", \"Order__Status = 'paid'\"], expect: 15}");
        Assert.Equal(0, await ValidatedAsync());
        await _bed.SucceedAsync();
        Assert.Equal(["north"], await TestsOfAsync("amount"));
        Golden("{name: north, metric: AMOUNTS, expect: 15}");
        Assert.Equal(2, await ValidatedAsync());
    }

    [Fact]
    public async Task A_metric_may_be_called_like_a_table_whose_tests_stay_beside_its_own()
    {
        _bed.Write(
            "shop/models/gold/takings.sql",
            "/*\nkey: id\ntests: [{not_null: [amount]}]\n*/\nselect id, amount from {{ ref('fct_orders') }}")
            .Write(
                "shop/semantic/takings.yml",
                "metrics:\n  - {name: takings, label: Takings, type: simple, type_params: {measure: order_amount}}\n");
        Golden("{name: all_takings, metric: takings, expect: 16}", "{name: some_takings, metric: takings, at_least: 1}");
        await _bed.SucceedAsync();
        var tests = await TestsOfAsync("takings");
        Assert.Equal(["all_takings", "not_null(amount)", "not_null(id)", "some_takings", "unique(id)"], tests);

        // Each in its turn, and what is no longer asked is forgotten.
        _bed.Write("data/orders.csv", ShopProject.Orders + "5,2,0.00,paid\n");
        await _bed.SucceedAsync();
        Assert.Equal(tests, await TestsOfAsync("takings"));
        Golden("{name: all_takings, metric: takings, expect: 16}");
        await _bed.SucceedAsync();
        Assert.Equal(["all_takings", "not_null(amount)", "not_null(id)", "unique(id)"], await TestsOfAsync("takings"));
    }

    private async Task<List<string>> TestsOfAsync(string name) =>
        [.. (await _bed.QueryAsync<string>(
            "select test from ops.api_latest_test where model = @name", new { name })).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_changed_definition_that_fails_a_golden_test_is_not_published()
    {
        Golden("{name: paid_amount, metric: amount, expect: 16}");
        await _bed.SucceedAsync();
        _bed.Write("shop/semantic/orders.yml", Semantics.Replace("expr: amount}", "expr: amount * 2}", StringComparison.Ordinal));
        var report = await _bed.RunAsync();
        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.True(await _bed.ScalarAsync<bool>("select kept from ops.api_catalog_file"));
        Assert.Contains(report.Warnings, w => w.Contains("amount is 32.00, not 16", StringComparison.Ordinal));
        Assert.DoesNotContain(
            "amount * 2", await _bed.ScalarAsync<string>("select text from ops.api_catalog_file"), StringComparison.Ordinal);
        Assert.Equal(AttemptStatus.TestFailed, await _bed.AttemptAsync("fct_orders"));
        Golden("{name: paid_amount, metric: amount, expect: 32}");
        await _bed.SucceedAsync();
        Assert.Contains("amount * 2", await _bed.ScalarAsync<string>("select text from ops.api_catalog_file"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_in_a_text_that_a_golden_test_holds_back_closes_its_table_meanwhile()
    {
        Golden("{name: paid_amount, metric: amount, expect: 16}");
        await _bed.SucceedAsync();
        Golden("{name: paid_amount, metric: amount, expect: 17}");
        _bed.Write("shop/semantic/orders.yml", Semantics.Replace(
                "    model: ref('fct_orders')\n",
                "    model: ref('fct_orders')\n    config: {meta: {metrics: {policies: [{hide: [order__status]}]}}}\n",
                StringComparison.Ordinal))
            .Write("shop/semantic/names.yml", """
                semantic_models:
                  - name: names
                    model: ref('dim_stores')
                    config: {meta: {metrics: {policies: [{hide: [shop]}]}}}
                    entities: [{name: shop, type: primary, expr: id}]
                """);

        var report = await _bed.RunAsync();

        Assert.Contains(report.Warnings, w => w.Contains("golden test 'paid_amount'", StringComparison.Ordinal));
        // That of orders by its newer text, that of stores by a file that nobody has seen yet.
        Assert.Empty(await _bed.QueryAsync<string>("select name from ops.api_catalog_type where model <> ''"));
        await using var feed = CatalogFeed.OfPublished(_bed.ConnectionString, TimeProvider.System);
        await feed.StartAsync(default);
        Assert.Empty(feed.Current.Metrics);
        Assert.DoesNotContain(feed.Current.Diagnostics, d => d.Code.Id == "C150");
        Assert.Contains(feed.Current.Diagnostics, d => d.Code.Id == "C154");

        Golden("{name: paid_amount, metric: amount, expect: 16}");
        await _bed.SucceedAsync();
        await feed.Publications.ReloadAsync(default);
        Assert.Contains("amount", feed.Current.Metrics.Keys);
        Assert.True(feed.Current.HasPolicies);
    }

    [Fact]
    public async Task A_golden_test_of_severity_warn_only_warns()
    {
        Golden("{name: paid_amount, metric: amount, expect: 17, severity: warn}");
        Assert.Contains("golden test 'paid_amount': amount is 16.00, not 17", (await _bed.SucceedAsync()).Warnings);
        Assert.Equal(("warned", "warn", 1L), await LatestAsync("paid_amount"));
    }

    [Fact]
    public async Task A_golden_test_that_cannot_be_asked_holds_back_its_packs_gold_tables()
    {
        Golden("{name: paid_amount, metric: amont, expect: 16}");
        var report = await _bed.RunAsync();
        Assert.Equal(RunStatus.Partial, report.Status);
        Assert.Contains(report.Warnings, w => w.Contains("could not be asked: there is no metric 'amont'", StringComparison.Ordinal)
            && w.Contains(" (shop/tests/golden.yml:", StringComparison.Ordinal));
        Assert.Equal(["regions", "shop__orders", "shop__stores", "store_regions"], (await _bed.VersionsAsync())
            .Keys.Order(StringComparer.Ordinal));
        Assert.Contains(
            "golden test 'paid_amount' could not be asked, so these stay as they were: dim_stores, fct_orders, sales", report.Warnings);
        Assert.Equal("error", (await LatestAsync("paid_amount")).Status);
        _bed.Write("shop/tests/golden.yml", "golden: []");
        await _bed.SucceedAsync();
        Assert.Empty(await _bed.QueryAsync<string>("select test from ops.latest_test where test = 'paid_amount'"));
    }

    [Fact]
    public async Task One_whose_metric_is_left_out_says_for_which_error_and_what_waits_for_it()
    {
        _bed.Write(
            "shop/semantic/orders.yml", Semantics.Replace("measure: order_amount", "measure: order_amout", StringComparison.Ordinal));
        Golden("{name: paid_amount, metric: amount, expect: 16}");
        using var process = RefreshCommand.Start(_bed, "run");
        var (code, said) = await process.EndAsync();
        Assert.Equal(3, code);
        Assert.Matches(
            "warning: golden test 'paid_amount': could not be asked: metric 'amount' is left out of the catalog, "
                + "since its definition is wrong \\(C111\\): there is no measure 'order_amout' \\(did you mean 'order_amount'\\?\\) "
                + "at shop/semantic/orders.yml:[0-9]+:[0-9]+; validate and .*\\(shop/tests/golden.yml:1:10\\)", said);
        Assert.Contains(
            "warning: golden test 'paid_amount' could not be asked, so these stay as they were: dim_stores, fct_orders, sales\n", said,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_golden_test_holds_back_is_not_blamed_for_it(bool cannotBeAsked)
    {
        const string Other = "shop/semantic/other.yml";
        Golden("{name: paid_amount, metric: amount, expect: 16}");
        _bed.Write(Other, "metrics:\n  - {name: takings, label: Takings, type: simple, type_params: {measure: order_amount}}\n")
            .Write("shop/semantic/third.yml", "metrics: []\n");
        await _bed.SucceedAsync();
        File.Delete(Path.Combine(_bed.Project.Path, Other));
        _bed.Write("shop/semantic/third.yml", "metrics: [] # as it was\n").Write("shop/semantic/fourth.yml", "metrics: []\n");
        if (cannotBeAsked)
            Golden("{name: paid_amount, metric: amount, where: \"nothing = 'x'\", expect: 16}");
        else
            _bed.Write("data/orders.csv", ShopProject.Orders + "5,2,100.00,paid\n");

        var report = await _bed.RunAsync();

        var why = $"golden test 'paid_amount' {(cannotBeAsked ? "could not be asked" : "failed")}";
        Assert.Contains($"catalog: {Other} is deleted, and stays as it was published: {why}", report.Warnings);
        Assert.Contains($"catalog: shop/semantic/third.yml has changed, and stays as it was published: {why}", report.Warnings);
        Assert.Contains($"catalog: shop/semantic/fourth.yml is new, and not published: {why}", report.Warnings);
        Assert.Empty(report.BrokenFiles);
        Assert.DoesNotContain(report.Warnings, w => w.Contains("orders.yml", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Warnings, w => w.Contains("has errors", StringComparison.Ordinal));
        using var api = await ApiProcess.StartAsync(_bed.ConnectionString);
        Assert.Contains(
            $"{Other} is not the newest: its newer text has errors, or a golden test blocks it",
            await api.Client.GetStringAsync("/api/v1/query?metrics=takings"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_an_error_is_called_so_also_where_a_golden_test_of_its_pack_fails()
    {
        const string Other = "shop/semantic/other.yml";
        Golden("{name: paid_amount, metric: amount, expect: 16}");
        _bed.Write(Other, "metrics:\n  - {name: takings, label: Takings, type: simple, type_params: {measure: order_amount}}\n");
        await _bed.SucceedAsync();
        _bed.Write(Other, "metrics: [\n").Write("data/orders.csv", ShopProject.Orders + "5,2,100.00,paid\n");

        var report = await _bed.RunAsync();

        Assert.Contains(report.Warnings, w => w.StartsWith($"catalog: {Other}:1:10:", StringComparison.Ordinal)
            && w.Contains("C100", StringComparison.Ordinal));
        Assert.Contains($"catalog: {Other} has errors; its last published text stays in force", report.Warnings);
        Assert.Equal([Other], report.BrokenFiles);
        Assert.Contains("golden test 'paid_amount': amount is 116.00, not 16", report.Warnings);
        Assert.DoesNotContain(report.Warnings, w => w.Contains("blocks it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{name: a, metric: amount}", "it needs 'expect'")]
    [InlineData("{name: a, metric: amount, expect: many}", "'expect' must be a number")]
    [InlineData("{name: a, metric: amount, expect: 1, at_least: 1}", "it needs 'expect'")]
    [InlineData("{name: a, metric: amount, at_least: 2, at_most: 1}", "'at_least' is greater than 'at_most'")]
    [InlineData("{name: a, metric: amount, expect: 1, tolerance: some}", "'tolerance' must be")]
    [InlineData("{name: a, metric: amount, expect: 1, where: 'x ='}", "golden test 'a'")]
    [InlineData("{name: a, metric: amount, expect: 1, time_range: whenever}", "golden test 'a'")]
    [InlineData("{name: a, metric: amount, expect: 1}, {name: a, metric: amount, expect: 2}", "two golden tests are called 'a'")]
    public void What_is_no_golden_test_is_refused_with_its_place(string test, string message)
    {
        Golden(test);
        var problem = Assert.Single(_bed.Project.Problems());
        Assert.StartsWith("shop/tests/golden.yml:1:", problem, StringComparison.Ordinal);
        Assert.Contains(message, problem, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private void Golden(params string[] tests) => _bed.Write("shop/tests/golden.yml", $"golden: [{string.Join(", ", tests)}]\n");

    private Task<(string Status, string Severity, long BadRows)> LatestAsync(string test) =>
        _bed.ScalarAsync<(string, string, long)>(
            "select status, severity, bad_rows from ops.latest_test where model <> 'x' and test = @test", new { test });

    private async Task<int> ValidatedAsync()
    {
        using var validate = RefreshCommand.Start(_bed, "validate");
        return (await validate.EndAsync()).ExitCode;
    }
}
