using Metrics.Refresh.Leases;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.Tests.State;

namespace Metrics.Refresh.Tests.Publishing;

public sealed class RetentionTests
{
    private static readonly RetentionPolicy Policy = new() { KeepVersions = 2 };

    [Fact]
    public async Task The_last_versions_stay_and_older_ones_go_once_nobody_can_be_reading_them()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var value = 1; value <= 4; value++)
            await test.RunAsync("sales", $"select {value} as id");
        Assert.Empty((await DropAsync(test)).Dropped);
        test.Clock.Advance(Policy.LongestStatement + Policy.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(["sales_v1", "sales_v2"], (await DropAsync(test)).Dropped);
        Assert.Equal("sales_v3 sales_v4", await test.StoreAsync());
        Assert.Equal(2L, await test.ScalarAsync<long>("select count(*) from ops.api_table_version"));
    }

    [Fact]
    public async Task What_somebody_reads_stays_for_a_later_run()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var value = 1; value <= 3; value++)
            await test.RunAsync("sales", $"select {value} as id");
        test.Clock.Advance(TimeSpan.FromHours(1));
        await using var reader = await test.ConnectAsync("reader");
        await using (await reader.BeginTransactionAsync())
        {
            await TestWarehouse.ExecuteAsync(reader, "select * from store.sales_v1");
            Assert.Equal(["sales_v1"], (await DropAsync(test)).Kept);
        }

        Assert.Equal(["sales_v1"], (await DropAsync(test)).Dropped);
    }

    [Fact]
    public async Task A_table_behind_a_kept_view_stays_and_goes_with_the_view()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await test.RunAsync("report", "select id from store.sales_v1", kind: "view");
        await test.RunAsync("sales", "select 2 as id");
        await test.RunAsync("report", "select id from store.sales_v2", kind: "view");
        await test.RunAsync("sales", "select 3 as id");
        test.Clock.Advance(TimeSpan.FromHours(1));
        var first = await DropAsync(test);
        Assert.Equal((0, 1), (first.Dropped.Count, first.Kept.Count));
        await test.RunAsync("report", "select id from store.sales_v3", kind: "view");
        test.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["report_v1", "sales_v1"], (await DropAsync(test)).Dropped.Order(StringComparer.Ordinal));
        Assert.Equal("report_v2 report_v3 sales_v2 sales_v3", await test.StoreAsync());
    }

    [Fact]
    public async Task A_persons_view_on_an_old_version_keeps_it()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var value = 1; value <= 3; value++)
            await test.RunAsync("sales", $"select {value} as id");
        await test.ExecuteAsync("create view public.pinned as select * from store.sales_v1");
        test.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["sales_v1"], (await DropAsync(test)).Kept);
        Assert.Equal(1, await test.ScalarAsync<int>("select id from public.pinned"));
    }

    [Fact]
    public async Task A_version_dropped_by_hand_is_forgotten_and_a_current_one_is_seen_to_be_missing()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var value = 1; value <= 3; value++)
            await test.RunAsync("sales", $"select {value} as id");
        await test.ExecuteAsync("drop table store.sales_v1; drop table store.sales_v3");
        test.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty((await DropAsync(test)).Kept);
        Assert.Equal(2L, await test.ScalarAsync<long>("select min(version) from ops.table_version"));
        var current = await new Refresh.State.VersionLog(test.Warehouse.Data, test.Clock).CurrentAsync(default);
        Assert.False(Assert.Single(current).Value.Exists);
    }

    private static async Task<DropReport> DropAsync(TestWarehouse test)
    {
        await using var grant = await test.AcquireAsync();
        return await new Retention(Policy, test.Clock).DropAsync(grant, default);
    }
}
