using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Tests.Runs;

/// <summary>A run that fails as a whole leaves all of its tables older than they should be, and answers say so.</summary>
public sealed class WholeFailureTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task What_the_database_refuses_of_the_run_itself_is_no_lost_connection_and_all_its_tables_are_degraded()
    {
        await _bed.SucceedAsync();
        var before = await _bed.VersionsAsync();
        await _bed.ExecuteAsync(
            """
            create function ops.refuse() returns trigger language plpgsql as
              $$ begin raise exception 'not this' using errcode = '22021'; end $$;
            create trigger refuse before insert on ops.model_run for each row when (new.model = 'fct_orders') execute function ops.refuse();
            """);
        _bed.Write("data/orders.csv", ShopProject.Orders + "5,1,2.00,paid\n");

        using (var run = RefreshCommand.Start(_bed, "run"))
        {
            var (code, said) = await run.EndAsync();
            Assert.Equal(1, code);
            Assert.Contains("PostgreSQL refused a statement of this program: not this (SQLSTATE 22021)", said, StringComparison.Ordinal);
            Assert.DoesNotContain("unavailable", said, StringComparison.Ordinal);
            Assert.DoesNotContain("run again", said, StringComparison.Ordinal);
        }

        Assert.Equal(before, await _bed.VersionsAsync());
        Assert.Equal("failed", await _bed.ScalarAsync<string>("select status from ops.run order by started_at desc limit 1"));
        Assert.Empty(await _bed.QueryAsync<string>("select model from ops.table_version where state = 'built'"));
        var reasons = await ReasonsAsync("sales");
        Assert.Contains(("skipped", "sales"), reasons);
        Assert.Contains(("skipped", "shop__orders"), reasons);

        await _bed.ExecuteAsync("drop trigger refuse on ops.model_run");
        await _bed.SucceedAsync();
        Assert.Empty(await ReasonsAsync("sales"));
    }

    [Fact]
    public async Task What_a_lost_run_was_to_make_is_degraded_as_soon_as_it_is_closed()
    {
        await _bed.SucceedAsync();
        await LoseAsync("null");
        await _bed.SucceedAsync("regions");
        Assert.Equal(AttemptStatus.Unchanged, await _bed.AttemptAsync("regions"));
        Assert.Contains(("skipped", "sales"), await ReasonsAsync("sales"));
        Assert.Contains("R135", await _bed.ScalarAsync<string>("select detail from ops.table_attempt where model = 'sales'"));
        await _bed.SucceedAsync();
        Assert.Empty(await ReasonsAsync("sales"));
        // Of a selection only those are known whose turn had come.
        await LoseAsync("'sales'");
        await _bed.ExecuteAsync(
            """
            insert into ops.model_run (run_id, model, layer, status, started_at)
            select id, 'sales', 'gold', 'running', now() from ops.run where status = 'running'
            """);
        await _bed.SucceedAsync("regions");
        Assert.Equal([("skipped", "sales")], await ReasonsAsync("sales"));
    }

    [Fact]
    public async Task A_table_that_a_rollback_holds_was_not_to_be_made_by_a_scheduled_run_and_is_not_degraded_by_it()
    {
        await _bed.SucceedAsync();
        _bed.Write("data/orders.csv", ShopProject.Orders + "5,1,2.00,paid\n");
        await _bed.SucceedAsync();
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(1))).Succeeded(out _));
        Assert.True(await _bed.ScalarAsync<bool>("select held from ops.published_table where model = 'sales'"));
        var before = await _bed.AttemptAsync("sales");
        await _bed.ExecuteAsync(
            """
            create function ops.refuse() returns trigger language plpgsql as
              $$ begin raise exception 'not this' using errcode = '22021'; end $$;
            create trigger refuse before insert on ops.model_run for each row when (new.model = 'regions') execute function ops.refuse();
            """);
        Assert.Equal(RunStatus.Failed, (await _bed.RunAsync(new RunOptions([], RunOptions.Schedule, TimeSpan.Zero))).Status);
        Assert.Equal(AttemptStatus.Skipped, await _bed.AttemptAsync("regions"));
        Assert.Equal(before, await _bed.AttemptAsync("sales"));

        await _bed.ExecuteAsync("drop trigger refuse on ops.model_run");
        await LoseAsync("null");
        Assert.Equal(RunStatus.Succeeded, (await _bed.RunAsync(new RunOptions(["regions"], RunOptions.Schedule, TimeSpan.Zero))).Status);
        Assert.Equal(before, await _bed.AttemptAsync("sales"));
    }

    public void Dispose() => _bed.Dispose();

    private Task LoseAsync(string selection) => _bed.ExecuteAsync(
        $"""
        insert into ops.run (id, kind, status, selection, full_refresh, trigger, epoch, requested_at, started_at, warnings, models_total,
          models_published, models_failed)
        select gen_random_uuid(), 'run', 'running', {selection}, false, 'schedule', epoch, now(), now(), '[]', 7, 0, 0
        from ops.lease where name = 'refresh'
        """);

    private async Task<IReadOnlyList<(string Code, string Table)>> ReasonsAsync(params string[] models)
    {
        await using var data = Npgsql.NpgsqlDataSource.Create(_bed.ConnectionString);
        var snapshot = await new PublicationReader(data, TimeProvider.System).ReadAsync(CancellationToken.None);
        Assert.True(snapshot.Succeeded(out var publications));
        return Degradation.Of(publications, models).Reasons.Select(r => (r.Code, r.Table)).ToList();
    }
}
