using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Tests.State;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Leases;

public sealed class TakeoverTests
{
    [Fact]
    public async Task Backends_of_a_dead_run_are_ended_and_what_they_built_is_dropped()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var published = await test.RunAsync("sales", "select 1 as id");
        var grant = await test.StartRunAsync();
        await test.BuildAsync(grant, "sales", "select 2 as id");
        await test.BuildAsync(grant, "sales_view", "select * from store.sales_v2", kind: "view");
        await using var leftover = await test.ConnectAsync(LeaseGrant.ApplicationName(grant.Epoch));
        var building = TestWarehouse.ExecuteAsync(leftover, "create table store.half_built as select pg_sleep(600)");
        await Die(test);

        await using var next = await test.AcquireAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => building);
        Assert.Equal(published.Relation, await test.StoreAsync());
        Assert.Equal(["sales_v2", "sales_view_v1"], next.Takeover.Dropped.Order(StringComparer.Ordinal));
        Assert.Equal(grant.RunId, Assert.Single(next.Takeover.LostRuns).Id);
        Assert.StartsWith(
            "failed: error R135:",
            await test.ScalarAsync<string>($"select status || ': ' || error from ops.run where id = '{grant.RunId}'"),
            StringComparison.Ordinal);
        Assert.Equal(0L, await test.ScalarAsync<long>("select count(*) from ops.table_version where state = 'built'"));
    }

    [Fact]
    public async Task A_dead_run_that_still_waits_inside_its_publishing_transaction_does_not_keep_the_lease()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        var grant = await test.StartRunAsync();
        var built = await test.BuildAsync(grant, "sales", "select 2 as id");
        await using var outside = await test.ConnectAsync("outside");
        await using var blocking = await outside.BeginTransactionAsync();
        await TestWarehouse.ExecuteAsync(outside, "lock table ops.published_table in share row exclusive mode");
        var publishing = test.Publisher.PublishAsync(grant, TestWarehouse.Request(built), default);
        const string waiting = "select count(*) from pg_locks where relation = 'ops.published_table'::regclass and not granted";
        await Eventually.HoldsAsync(
            async () => await test.ScalarAsync<long>(waiting) > 0, "publishing does not wait for the lock", TimeSpan.FromMinutes(4));
        await Die(test);

        await using var next = await test.AcquireAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => publishing);
        await blocking.RollbackAsync();
        Assert.Equal(1, Assert.Single((await test.SnapshotAsync()).Tables).Version);
        Assert.Equal("sales_v1", await test.StoreAsync());
    }

    [Fact]
    public async Task Connections_of_other_databases_and_of_no_run_are_left_alone()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var other = await TestWarehouse.CreateAsync();
        await using var elsewhere = await other.ConnectAsync(LeaseGrant.ApplicationName(0));
        await using var person = await test.ConnectAsync("psql");
        await using var odd = await test.ConnectAsync("metrics-refresh/none");
        await using var grant = await test.AcquireAsync();
        await TestWarehouse.ExecuteAsync(elsewhere, "select 1");
        await TestWarehouse.ExecuteAsync(person, "select 1");
        await TestWarehouse.ExecuteAsync(odd, "select 1");
    }

    [Fact]
    public async Task A_run_that_lost_the_lease_can_neither_register_nor_publish()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var first = await test.RunAsync("sales", "select 1 as id");
        await using var late = await test.StartRunAsync();
        var built = await test.BuildAsync(late, "sales", "select 2 as id");
        var before = await test.ScalarAsync<string>("select string_agg(a::text, ';') from ops.table_attempt a");
        await test.ExecuteAsync("update ops.lease set epoch = epoch + 1");

        var refused = await test.Publisher.PublishAsync(late, TestWarehouse.Request(built), default);
        Assert.Equal(DiagnosticCode.LeaseLost, Assert.Single(refused.Diagnostics).Code);
        Assert.Equal(first.Version, Assert.Single((await test.SnapshotAsync()).Tables).Version);
        Assert.Equal(before, await test.ScalarAsync<string>("select string_agg(a::text, ';') from ops.table_attempt a"));
        await using var connection = await late.Data.OpenConnectionAsync();
        var unregistered = await new Refresh.State.VersionLog(late.Data, test.Clock)
            .RegisterAsync(connection, late.Term, built with { Version = 9 }, default);
        Assert.Equal(DiagnosticCode.LeaseLost, Assert.Single(unregistered.Diagnostics).Code);
        Assert.True((await Leftovers.DropAsync(late, default)).LeaseLost);
        Assert.Equal("sales_v1 sales_v2", await test.StoreAsync());
    }

    [Fact]
    public async Task A_lease_given_back_cannot_publish_any_more()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        var built = await test.BuildAsync(grant, "sales", "select 2 as id");
        await test.ExecuteAsync("update ops.lease set holder = null, run_id = null, expires_at = null");
        var refused = await test.Publisher.PublishAsync(grant, TestWarehouse.Request(built), default);
        Assert.Equal(DiagnosticCode.LeaseLost, Assert.Single(refused.Diagnostics).Code);
    }

    // What the server sees when the process is killed: the backend that renews the lease is gone, others may not be.
    private static Task Die(TestWarehouse test) => test.ExecuteAsync("select pg_terminate_backend(backend_pid, 10000) from ops.lease");
}
