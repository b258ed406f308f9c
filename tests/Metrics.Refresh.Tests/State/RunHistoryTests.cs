using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Leases;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Tests.State;

public sealed class RunHistoryTests
{
    [Fact]
    public async Task Runs_are_paged_newest_first_and_none_is_missed_or_shown_twice()
    {
        await using var test = await TestWarehouse.CreateAsync();
        // Three share an instant: the id decides then.
        await test.ExecuteAsync(
            """
            insert into ops.run (id, kind, status, trigger, requested_at)
            select gen_random_uuid(), 'run', 'succeeded', 'schedule',
              '2026-11-20T10:00:00.123456Z'::timestamptz + (n / 3) * interval '1 microsecond'
            from generate_series(0, 9) n
            """);
        var reader = new RunReader(test.Warehouse.Data);
        var seen = new List<RunRecord>();
        for (RunPlace? after = null; ;)
        {
            var page = await reader.RunsAsync(4, after, default);
            seen.AddRange(page);
            if (page.Count == 0)
                break;
            after = new RunPlace(page[^1].RequestedAt, page[^1].Id);
        }

        Assert.Equal(10, seen.Select(r => r.Id).Distinct().Count());
        Assert.Equal(10, seen.Count);
        Assert.Equal(seen.OrderByDescending(r => r.RequestedAt).Select(r => r.RequestedAt), seen.Select(r => r.RequestedAt));
    }

    [Fact]
    public async Task A_request_is_queued_until_it_runs_and_cancelled_when_asked_before()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var (waiting, cancelled) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await test.ExecuteAsync(
            $"""
            insert into ops.run_request (id, kind, selection) values ('{waiting}', 'run', 'pack:shop'), ('{cancelled}', 'run', null);
            insert into ops.run_request (id, kind, target) values
              (gen_random_uuid(), 'cancel', '{cancelled}'), (gen_random_uuid(), 'cancel', '{cancelled}')
            """);
        var reader = new RunReader(test.Warehouse.Data);
        Assert.Equal(2, (await reader.RunsAsync(10, after: null, default)).Count);
        var queued = (await reader.RunAsync(waiting, default))!;
        Assert.Equal((RunStatus.Queued, "pack:shop", "request", null), (queued.Status, queued.Selection, queued.Trigger, queued.StartedAt));
        var gone = (await reader.RunAsync(cancelled, default))!;
        Assert.Equal(RunStatus.Cancelled, gone.Status);
        Assert.NotNull(gone.FinishedAt);

        await using var grant = Assert.IsType<Acquisition.Granted>(await test.Lease.TryAcquireAsync(waiting, default)).Grant;
        await new RunLog(grant.Data, test.Clock).StartAsync(
            grant.Term, new RunStart { Kind = "run", Trigger = "request", ModelsTotal = 1 }, default);
        Assert.Equal(RunStatus.Running, (await reader.RunAsync(waiting, default))!.Status);
        Assert.Null(await reader.RunAsync(Guid.NewGuid(), default));
    }

    [Fact]
    public async Task A_worker_is_seen_alive_and_leaves()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var presence = new WorkerPresence(test.Warehouse.Data, test.Clock);
        var reader = new RunReader(test.Warehouse.Data);
        await presence.SayAliveAsync(default);
        var first = Assert.Single(await reader.WorkersAsync(default));
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await presence.SayAliveAsync(default);
        var second = Assert.Single(await reader.WorkersAsync(default));
        Assert.Equal((Environment.MachineName, first.StartedAt), (second.Host, second.StartedAt));
        Assert.True(second.SeenAt > first.SeenAt);
        await presence.LeaveAsync(default);
        Assert.Empty(await reader.WorkersAsync(default));
    }
}
