using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Tests.State;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Leases;

public sealed class RefreshLeaseTests
{
    // Renewed often, and still with all the time that a busy machine takes.
    private static readonly LeaseTiming Quick = TestWarehouse.Timing with { Renewal = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task Of_several_who_ask_at_once_exactly_one_gets_the_lease()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var round = 1; round <= 5; round++)
        {
            var all = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(_ => Task.Run(() => test.Lease.TryAcquireAsync(Guid.CreateVersion7(), default))));
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
        var waiting = test.Lease.WaitAcquireAsync(Guid.CreateVersion7(), TimeSpan.FromMinutes(4), default);
        Assert.IsType<Acquisition.Held>(await test.Lease.WaitAcquireAsync(Guid.CreateVersion7(), TimeSpan.FromMilliseconds(50), default));
        await first.DisposeAsync();
        await using var second = Assert.IsType<Acquisition.Granted>(await waiting).Grant;
        Assert.Equal(first.Epoch + 1, second.Epoch);
    }

    [Fact]
    public async Task A_holder_whose_backend_is_gone_is_dead_at_once_and_learns_it()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var quick = new RefreshLease(test.Warehouse, Quick);
        await using var dead = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        await test.ExecuteAsync("update ops.lease set expires_at = now() + interval '1 hour'");
        await test.ExecuteAsync("select pg_terminate_backend(backend_pid) from ops.lease");
        await test.ExecuteAsync(
            "do $$ begin while exists (select from pg_stat_activity a, ops.lease l where a.pid = l.backend_pid) loop perform "
            + "pg_stat_clear_snapshot(); end loop; end $$");
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
        var quick = new RefreshLease(test.Warehouse, Quick);
        await using var grant = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        var before = await test.ScalarAsync<DateTime>("select expires_at from ops.lease");
        await Eventually.HoldsAsync(
            async () => await test.ScalarAsync<DateTime>("select expires_at from ops.lease") != before, "the expiry does not move",
            TimeSpan.FromMinutes(4));
        Assert.False(grant.Lost.IsCancellationRequested);
        await test.ExecuteAsync("update ops.lease set epoch = epoch + 1");
        await Lost(grant);
    }

    [Fact]
    public async Task Renewing_never_waits_for_the_runs_own_publishing_transaction()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var quick = new RefreshLease(test.Warehouse, Quick);
        await using var grant = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        await using var publishing = await grant.Data.OpenConnectionAsync();
        await using (await publishing.BeginTransactionAsync())
        {
            await TestWarehouse.ExecuteAsync(publishing, "select from ops.lease for update");
            await SeveralTicksAsync(test, await RenewerAsync(test));
            Assert.Equal(0L, await test.ScalarAsync<long>(
                "select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid where not l.granted and a.datname = "
                + "current_database()"));
        }

        Assert.False(grant.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_publishing_transaction_that_waits_longer_than_the_lease_lives_does_not_lose_it()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var quick = new RefreshLease(test.Warehouse, Quick);
        await using var grant = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        await using var publishing = await grant.Data.OpenConnectionAsync();
        await using (await publishing.BeginTransactionAsync())
        {
            await TestWarehouse.ExecuteAsync(publishing, "select from ops.lease for update");
            test.Clock.Advance(Quick.Length * 2);
            await SeveralTicksAsync(test, await RenewerAsync(test));
            Assert.False(grant.Lost.IsCancellationRequested);
        }

        await RenewedAgainAsync(test);
        Assert.False(grant.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_server_that_is_slow_to_answer_a_renewal_does_not_cost_the_lease()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var quick = new RefreshLease(test.Warehouse, Quick with { RenewalLimit = TimeSpan.FromSeconds(1) });
        await using var grant = Assert.IsType<Acquisition.Granted>(await quick.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        var renewer = await RenewerAsync(test);
        await using (var outside = await test.ConnectAsync("outside"))
        await using (await outside.BeginTransactionAsync())
        {
            await TestWarehouse.ExecuteAsync(outside, "lock table ops.lease in access exclusive mode");
            await SeveralTicksAsync(test, renewer);
            Assert.False(grant.Lost.IsCancellationRequested);
        }

        await RenewedAgainAsync(test);
        Assert.False(grant.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Between_two_tries_to_publish_nobody_else_takes_the_lease()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        var built = await test.BuildAsync(grant, "sales", "select 1 as id");
        // As if renewals had been kept out by the publishing transaction for all of the lease's life.
        await test.ExecuteAsync("update ops.lease set expires_at = clock_timestamp() + interval '1 second'");
        await using var blocker = await test.ConnectAsync("blocker");
        await using var blocking = await blocker.BeginTransactionAsync();
        await TestWarehouse.ExecuteAsync(blocker, "lock table ops.published_table in share mode");
        var error = await Assert.ThrowsAsync<PostgresException>(
            () => test.Publisher.PublishAsync(grant, TestWarehouse.Request(built), default));
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, error.SqlState);
        Assert.IsType<Acquisition.Held>(await test.Lease.TryAcquireAsync(Guid.CreateVersion7(), default));
        await blocking.RollbackAsync();
        await test.PublishAsync(grant, built);
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await (await test.AcquireAsync()).DisposeAsync();
        Assert.True(await test.ScalarAsync<bool>("select holder is null and expires_at is null from ops.lease"));
    }

    private static Task<int> RenewerAsync(TestWarehouse test) => test.ScalarAsync<int>("select backend_pid from ops.lease");

    private static async Task RenewedAgainAsync(TestWarehouse test)
    {
        var before = await test.ScalarAsync<DateTime>("select renewed_at from ops.lease");
        await Eventually.HoldsAsync(
            async () => await test.ScalarAsync<DateTime>("select renewed_at from ops.lease") != before, "it is not renewed",
            TimeSpan.FromMinutes(4));
    }

    // Ticks leave no trace while the row is locked, so they are counted by the queries of the connection that renews.
    private static async Task SeveralTicksAsync(TestWarehouse test, int renewer)
    {
        var seen = new HashSet<DateTime>();
        while (seen.Count < 4)
        {
            seen.Add(await test.ScalarAsync<DateTime>($"select query_start from pg_stat_activity where pid = {renewer}"));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static async Task Lost(LeaseGrant grant)
    {
        var noticed = new TaskCompletionSource();
        await using var registration = grant.Lost.Register(noticed.SetResult);
        await noticed.Task.WaitAsync(TimeSpan.FromMinutes(4), TimeProvider.System);
    }
}
