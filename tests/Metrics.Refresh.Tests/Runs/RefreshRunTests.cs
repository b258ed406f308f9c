using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Tests.Runs;

public sealed class RefreshRunTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task Every_kind_of_table_is_built_tested_and_published_together()
    {
        var report = await _bed.SucceedAsync();
        Assert.Equal(1, report.Publication);
        Assert.Equal(
            ["fct_orders", "regions", "sales", "shop__orders", "shop__stores", "store_regions"],
            (await _bed.VersionsAsync()).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            [("Up", 15.00m), ("unknown", 1.00m)],
            await _bed.QueryAsync<(string, decimal)>("select region, amount from gold.sales order by region collate \"C\""));
        Assert.Equal(3, await _bed.ScalarAsync<long>("select count(*) from gold.fct_orders"));
        Assert.Equal(4, await _bed.ScalarAsync<long>("select count(*) from bronze.shop__orders"));
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from bronze.shop__orders__rejected"));
        Assert.Equal("Down", await _bed.ScalarAsync<string>("select region from silver.store_regions where id = 2"));
        Assert.Equal(
            2, await _bed.ScalarAsync<long>("select count(*) from pg_indexes where schemaname = 'store' and tablename like 'fct_orders%'"));
        Assert.Empty(
            await _bed.QueryAsync<string>(
                "select relname from pg_class where relnamespace = 'store'::regnamespace and relkind = 'r' and relname not like '%rej' "
                + "and reltuples < 0"));
    }

    [Fact]
    public async Task Versions_know_everything_they_were_built_from()
    {
        await _bed.SucceedAsync();
        var ancestors = await _bed.ScalarAsync<string>("select ancestors::text from ops.api_table where model = 'sales'");
        foreach (var name in new[] { "fct_orders", "regions", "shop__orders", "shop__stores", "store_regions" })
            Assert.Contains($"\"{name}\"", ancestors);
        Assert.Equal(
            await _bed.ScalarAsync<DateTime>("select min(as_of) from ops.api_table where layer = 'bronze'"),
            await _bed.ScalarAsync<DateTime>("select as_of from ops.api_table where model = 'sales'"));
        Assert.Null(await _bed.ScalarAsync<DateTime?>("select as_of from ops.api_table where model = 'regions'"));
    }

    [Fact]
    public async Task An_unchanged_second_run_builds_nothing_and_mints_no_version()
    {
        await _bed.SucceedAsync();
        var before = await _bed.FootprintAsync();
        var checkedBefore = await _bed.ScalarAsync<DateTime>("select min(checked_at) from ops.api_table");
        var counters = await _bed.QueryAsync<(string, long)>("select model, version from ops.model_counter order by model");

        var report = await _bed.SucceedAsync();

        Assert.Null(report.Publication);
        Assert.All(report.Outcomes, o => Assert.Equal(AttemptStatus.Unchanged, o.Status));
        Assert.Equal(before, await _bed.FootprintAsync());
        Assert.Equal(counters, await _bed.QueryAsync<(string, long)>("select model, version from ops.model_counter order by model"));
        Assert.True(await _bed.ScalarAsync<DateTime>("select min(checked_at) from ops.api_table") > checkedBefore);
    }

    [Fact]
    public async Task A_touched_file_with_the_same_bytes_is_unchanged()
    {
        await _bed.SucceedAsync();
        var before = await _bed.FootprintAsync();
        _bed.Write("data/orders.csv", ShopProject.Orders);
        await _bed.SucceedAsync();
        Assert.Equal(before, await _bed.FootprintAsync());
    }

    [Theory]
    [InlineData("shop/models/gold/sales.sql", "select coalesce", "select /* why */ coalesce", new[] { "sales" })]
    [InlineData(
        "shop/models/gold/fct_orders.sql", "o.status, r.region", "o.status, upper(r.region) as region", new[] { "fct_orders", "sales" })]
    [InlineData("shop/models/silver/paid_orders.sql", "select *", "select distinct *", new[] { "fct_orders", "sales" })]
    [InlineData("shop/seeds/regions.csv", "Down", "Below", new[] { "fct_orders", "regions", "sales", "store_regions" })]
    [InlineData("data/orders.csv", "10.50", "10.51", new[] { "fct_orders", "sales", "shop__orders" })]
    [InlineData("metrics.yml", "paid: paid", "paid: refused", new[] { "fct_orders", "sales" })]
    public async Task A_change_rebuilds_exactly_itself_and_its_downstream(string file, string from, string to, string[] rebuilt)
    {
        await _bed.SucceedAsync();
        var before = await _bed.VersionsAsync();
        var path = Path.Combine(_bed.Project.Path, file);
        var text = await File.ReadAllTextAsync(path);
        var changed = text.Replace(from, to);
        Assert.NotEqual(text, changed);
        _bed.Write(file, changed);

        var report = await _bed.SucceedAsync();

        Assert.Equal(rebuilt, report.Outcomes.Where(o => o.IsNew).Select(o => o.Node.Name).Order(StringComparer.Ordinal));
        var after = await _bed.VersionsAsync();
        Assert.Equal(rebuilt, after.Where(a => a.Value != before[a.Key]).Select(a => a.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_relation_dropped_behind_our_back_is_built_again()
    {
        await _bed.SucceedAsync();
        await _bed.ExecuteAsync(
            $"drop table store.{await _bed.ScalarAsync<string>("select relation from ops.api_table where model = 'sales'")} cascade");
        await _bed.SucceedAsync();
        Assert.Equal(2, await _bed.ScalarAsync<long>("select count(*) from gold.sales"));
    }

    [Fact]
    public async Task A_table_that_left_the_project_leaves_the_pointers()
    {
        await _bed.SucceedAsync();
        File.Delete(Path.Combine(_bed.Project.Path, "shop/models/gold/sales.sql"));
        var report = await _bed.SucceedAsync();
        Assert.NotNull(report.Publication);
        Assert.DoesNotContain("sales", (await _bed.VersionsAsync()).Keys);
    }

    [Fact]
    public async Task A_selection_builds_on_what_is_published()
    {
        await _bed.SucceedAsync();
        _bed.Write("data/orders.csv", ShopProject.Orders + "5,2,100.00,paid\n");
        var report = await _bed.SucceedAsync("sales");
        Assert.Null(report.Publication);
        report = await _bed.SucceedAsync("shop__orders+");
        Assert.Equal(["fct_orders", "sales", "shop__orders"], report.Outcomes.Select(o => o.Node.Name).Order(StringComparer.Ordinal));
        Assert.Equal(100m, await _bed.ScalarAsync<decimal>("select amount from gold.sales where region = 'Down'"));
    }

    [Fact]
    public async Task What_was_never_published_and_is_not_selected_is_named()
    {
        var report = await _bed.RunAsync("sales");
        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Equal("'fct_orders' has never been published and is not selected", Assert.Single(report.Outcomes).Detail);
    }

    public void Dispose() => _bed.Dispose();
}
