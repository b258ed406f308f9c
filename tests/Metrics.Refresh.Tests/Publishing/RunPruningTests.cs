using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.Publishing;

public sealed class RunPruningTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task Runs_of_long_ago_go_with_their_results_and_requests_unless_something_still_names_them()
    {
        _bed.Write("metrics.yml", "name: shop\nvars: {paid: paid}\nrefresh: {keep_runs: 30 days}\n");
        var built = (await _bed.SucceedAsync()).RunId;
        var failed = Guid.CreateVersion7();
        var (waits, cancelled, recent) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await _bed.ExecuteAsync(
            $"""
            update ops.run set finished_at = now() - interval '100 days';
            insert into ops.run (id, kind, status, trigger, requested_at, finished_at) values
              ('{failed}', 'run', 'failed', 'request', now() - interval '40 days', now() - interval '40 days'),
              ('{recent}', 'run', 'failed', 'request', now() - interval '20 days', now() - interval '20 days');
            insert into ops.model_run (run_id, model, layer, status) values ('{failed}', 'sales', 'gold', 'build_failed');
            insert into ops.test_result (run_id, model, test, severity, status, bad_rows, at)
            values ('{failed}', 'sales', 'unique(region)', 'error', 'failed', 1, now());
            insert into ops.test_sample (run_id, model, test, bad_row) values ('{failed}', 'sales', 'unique(region)', '{"{}"}');
            insert into ops.run_request (id, kind, target, requested_at) values
              ('{failed}', 'run', null, now() - interval '40 days'),
              ('{waits}', 'run', null, now() - interval '40 days'),
              ('{cancelled}', 'run', null, now() - interval '40 days'),
              (gen_random_uuid(), 'cancel', '{cancelled}', now() - interval '39 days'),
              ('{recent}', 'run', null, now() - interval '20 days');
            """);

        await _bed.SucceedAsync("sales");

        var runs = (await _bed.QueryAsync<Guid>("select id from ops.run")).ToHashSet();
        Assert.Contains(built, runs);
        Assert.Contains(recent, runs);
        Assert.DoesNotContain(failed, runs);
        Assert.Equal(0, await _bed.ScalarAsync<long>(
            "select (select count(*) from ops.test_sample) "
            + $"+ (select count(*) from ops.test_result where run_id = '{failed}') "
            + $"+ (select count(*) from ops.model_run where run_id = '{failed}')"));
        Assert.Equal(new[] { recent, waits }.Order(), (await _bed.QueryAsync<Guid>("select id from ops.run_request")).Order());
        Assert.Equal("queued", await _bed.ScalarAsync<string>("select status from ops.api_run where id = @waits", new { waits }));
    }

    public void Dispose() => _bed.Dispose();
}
