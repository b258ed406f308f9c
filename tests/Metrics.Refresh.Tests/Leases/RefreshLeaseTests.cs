using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Tests.State;
using Npgsql;

namespace Metrics.Refresh.Tests.Leases;

public sealed class RefreshLeaseTests
{
    [Fact]
    public async Task Of_several_who_ask_at_once_exactly_one_gets_the_lease()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var round = 1; round <= 5; round++)
        {
            var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => test.Lease.TryAcquireAsync(Guid.CreateVersion7(), default))));
            var granted = Assert.Single(all.OfType<Acquisition.Granted>());
            Assert.Equal(5, all.OfType<Acquisition.Held>().Count(h => h.Holder.RunId == granted.Grant.RunId));
            Assert.Equal(round, granted.Grant.Epoch);
            await granted.Grant.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_asks_is_told_who_has_it()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.AcquireAsync();
        var held = Assert.IsType<Acquisition.Held>(await test.Lease.TryAcquireAsync(Guid.CreateVersion7(), default));
        Assert.Equal(grant.RunId, held.Holder.RunId);
        Assert.Equal(DiagnosticCode.LeaseHeld, held.Problem!.Code);
        Assert.Contains(Environment.MachineName, held.Problem.Message, StringComparison.Ordinal);
        Assert.Contains(grant.RunId.ToString(), held.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_when_the_holder_gives_it_back()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var first = await test.AcquireAsync();
        var waiting = test.Lease.WaitAcquireAsync(Guid.CreateVersion7(), TimeSpan.FromMinutes(1), default);
        Assert.IsType<Acquisition.Held>(await test.Lease.WaitAcquireAsync(Guid.CreateVersion7(), TimeSpan.FromMilliseconds(50), default));
        await first.DisposeAsync();
        await using var second = Assert.IsType<Acquisition.Granted>(await waiting).Grant;
        Assert.Equal(first.Epoch + 1, second.Epoch);
    }

    [Fact]
    public async Task A_holder_whose_backend_is_gone_is_dead_at_once_and_learns_it()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var quick = new RefreshLease(test.Warehouse, TestWarehouse.Timing with { Length = TimeSpan.FromSeconds(3) });
        await using var dead = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        await test.ExecuteAsync("update ops.lease set expires_at = now() + interval '1 hour'");
        await test.ExecuteAsync("select pg_terminate_backend(backend_pid) from ops.lease");
        await test.ExecuteAsync("do $$ begin while exists (select from pg_stat_activity a, ops.lease l where a.pid = l.backend_pid) loop perform pg_stat_clear_snapshot(); end loop; end $$");
        await using var next = await test.AcquireAsync();
        Assert.Equal(dead.Epoch + 1, next.Epoch);
        await Lost(dead);
    }

    [Fact]
    public async Task A_holder_that_no_longer_renews_loses_the_lease_and_its_connections()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var frozen = await test.AcquireAsync();
        await using var connection = await frozen.Data.OpenConnectionAsync();
        await test.ExecuteAsync("update ops.lease set expires_at = now() - interval '1 second'");
        await using var next = await test.AcquireAsync();
        Assert.True(next.Takeover.EndedBackends >= 2);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => TestWarehouse.ExecuteAsync(connection, "select 1"));
    }

    [Fact]
    public async Task Renewing_moves_the_expiry_and_losing_the_epoch_is_noticed()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var quick = new RefreshLease(test.Warehouse, TestWarehouse.Timing with { Length = TimeSpan.FromMilliseconds(600) });
        await using var grant = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        var before = await test.ScalarAsync<DateTime>("select expires_at from ops.lease");
        while (await test.ScalarAsync<DateTime>("select expires_at from ops.lease") == before)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.False(grant.Lost.IsCancellationRequested);
        await test.ExecuteAsync("update ops.lease set epoch = epoch + 1");
        await Lost(grant);
    }

    [Fact]
    public async Task Renewing_never_waits_for_the_runs_own_publishing_transaction()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var quick = new RefreshLease(test.Warehouse, TestWarehouse.Timing with { Length = TimeSpan.FromSeconds(3) });
        await using var grant = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        await using var publishing = await grant.Data.OpenConnectionAsync();
        await using (await publishing.BeginTransactionAsync())
        {
            await TestWarehouse.ExecuteAsync(publishing, "select from ops.lease for update");
            await Task.Delay(TimeSpan.FromMilliseconds(1500), TimeProvider.System);
            Assert.Equal(0L, await test.ScalarAsync<long>(
                "select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid where not l.granted and a.datname = current_database()"));
        }

        Assert.False(grant.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await (await test.AcquireAsync()).DisposeAsync();
        Assert.True(await test.ScalarAsync<bool>("select holder is null and expires_at is null from ops.lease"));
    }

    private static async Task Lost(LeaseGrant grant)
    {
        var noticed = new TaskCompletionSource();
        await using var registration = grant.Lost.Register(noticed.SetResult);
        await noticed.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }
}
