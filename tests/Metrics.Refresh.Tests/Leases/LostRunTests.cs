using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Leases;
using Metrics.Refresh.State;
using Metrics.Refresh.Tests.State;

namespace Metrics.Refresh.Tests.Leases;

public sealed class LostRunTests
{
    [Theory]
    [InlineData("expires_at = clock_timestamp() - interval '1 hour', renewed_at = clock_timestamp() - interval '2 hours'")]
    [InlineData("holder = null, run_id = null, backend_pid = null, expires_at = null")]
    [InlineData("epoch = epoch + 1, run_id = gen_random_uuid()")]
    public async Task A_run_whose_lease_is_gone_has_failed_for_everybody_who_looks_though_nobody_closed_it(string lease)
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        await new RunLog(grant.Data, test.Clock).BeginAsync(grant.RunId, "sales", Layer.Gold, default);
        var reader = new RunReader(test.Warehouse.Data);
        Assert.Equal(RunStatus.Running, (await reader.RunAsync(grant.RunId, default))!.Status);

        await test.ExecuteAsync($"update ops.lease set {lease}");

        var run = (await reader.RunAsync(grant.RunId, default))!;
        Assert.Equal(RunStatus.Failed, run.Status);
        var error = Assert.Single(run.Error);
        Assert.StartsWith("error R135: ", error.Public, StringComparison.Ordinal);
        Assert.True(run.FinishedAt >= run.StartedAt);
        var model = Assert.Single(await reader.ModelRunsAsync(grant.RunId, default));
        Assert.Equal(("skipped", error), (model.Status, model.Error));
        Assert.Equal(RunStatus.Failed, await new RunRequests(test.Warehouse.Data, test.Clock).CancelAsync(grant.RunId, "test", default));
        Assert.Equal("running", await test.ScalarAsync<string>("select status from ops.run"));
    }

    [Fact]
    public async Task A_run_that_was_silent_for_less_than_its_lease_is_still_at_work()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        await test.ExecuteAsync(
            """
            update ops.lease
            set expires_at = clock_timestamp() - interval '1 minute', renewed_at = clock_timestamp() - interval '3 minutes'
            """);

        Assert.Equal(RunStatus.Running, (await new RunReader(test.Warehouse.Data).RunAsync(grant.RunId, default))!.Status);
    }

    [Fact]
    public async Task A_lost_run_whose_end_was_asked_for_is_cancelled_and_not_made_again()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var run = await LoseAsync(test, Guid.CreateVersion7(), retries: true);
        await test.ExecuteAsync($"insert into ops.run_request (id, kind, target) values (gen_random_uuid(), 'cancel', '{run}')");
        Assert.Equal(RunStatus.Cancelled, (await new RunReader(test.Warehouse.Data).RunAsync(run, default))!.Status);

        await using var next = await test.AcquireAsync();

        Assert.Equal(new LostRun(run, "cancelled", null), Assert.Single(next.Takeover.LostRuns));
        Assert.Equal("cancelled", await test.ScalarAsync<string>("select status from ops.run"));
    }

    [Fact]
    public async Task What_asked_for_it_is_made_again_twice_and_no_more()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var (run, asked) = (Guid.CreateVersion7(), 0);
        for (Guid? next = run; next is { } id; asked++)
        {
            run = await LoseAsync(test, id, retries: asked == 0);
            await using var grant = await test.AcquireAsync();
            next = Assert.Single(grant.Takeover.LostRuns).RetriedAs;
            if (next is { } again)
            {
                var request = (await new RunReader(test.Warehouse.Data).RunAsync(again, default))!;
                Assert.Equal((RunStatus.Queued, run, true), (request.Status, request.RetryOf, request.RetryWhenLost));
            }
        }

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task What_did_not_ask_for_it_is_not_made_again()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var run = await LoseAsync(test, Guid.CreateVersion7(), retries: false);
        await using var next = await test.AcquireAsync();

        Assert.Equal(new LostRun(run, "failed", null), Assert.Single(next.Takeover.LostRuns));
        Assert.Null(await new RunRequests(test.Warehouse.Data, test.Clock).NextAsync(default));
    }

    [Fact]
    public async Task The_end_of_a_lost_run_is_when_its_lease_was_held_last_not_when_somebody_noticed()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var run = await LoseAsync(test, Guid.CreateVersion7(), retries: false);
        await test.ExecuteAsync(
            """
            update ops.run set started_at = started_at - interval '9 hours';
            update ops.lease set renewed_at = renewed_at - interval '8 hours'
            """);
        var reader = new RunReader(test.Warehouse.Data);
        var seen = (await reader.RunAsync(run, default))!.FinishedAt;
        await using var next = await test.AcquireAsync();

        Assert.Equal(seen, (await reader.RunAsync(run, default))!.FinishedAt);
        Assert.Equal(1, await test.ScalarAsync<int>("select round(extract(epoch from finished_at - started_at) / 3600)::int from ops.run"));
    }

    // As a killed process leaves it: the run is said to be at work and the lease is nobody's.
    private static async Task<Guid> LoseAsync(TestWarehouse test, Guid id, bool retries)
    {
        if (retries)
            await test.ExecuteAsync($"insert into ops.run_request (id, kind, retry_when_lost) values ('{id}', 'run', true)");
        await using var grant = Assert.IsType<Acquisition.Granted>(await test.Lease.TryAcquireAsync(id, default)).Grant;
        await new RunLog(grant.Data, test.Clock).StartAsync(
            grant.Term, new RunStart { Kind = "run", Trigger = "request", ModelsTotal = 1 }, default);
        return id;
    }
}
