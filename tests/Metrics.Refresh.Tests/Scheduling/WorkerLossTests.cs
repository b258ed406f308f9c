using Metrics.Refresh.Tests.Runs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Scheduling;

/// <summary>Workers that are killed in each phase of a run, and one that loses PostgreSQL for a while.</summary>
public sealed class WorkerLossTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);

    [Theory]
    [InlineData("lock table ops.owed_file in access exclusive mode", "ops.owed_file")]
    [InlineData("lock table ops.model_counter in access exclusive mode", "ops.model_counter")]
    [InlineData("lock table ops.test_result in access exclusive mode", "ops.test_result")]
    [InlineData("lock table ops.published_table in share mode", "ops.published_table")]
    public async Task A_worker_that_is_killed_while_it_starts_builds_tests_or_publishes_leaves_a_run_the_next_one_closes_and_makes_again(
        string hold, string table)
    {
        using var bed = Shop(new RefreshBed());
        await bed.SucceedAsync();
        bed.Write("data/orders.csv", ShopProject.Orders + "5,1,8.00,paid\n");
        var id = await AskAsync(bed);
        await using (var blocker = new NpgsqlConnection(bed.ConnectionString))
        {
            await blocker.OpenAsync();
            await using var transaction = await blocker.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand(hold, blocker))
                await command.ExecuteNonQueryAsync();
            using var killed = RefreshProcess.Start(bed, "serve");
            await UntilAsync(killed, async () => await bed.ScalarAsync<bool>(
                $"""
                select exists (
                  select from pg_locks l join pg_stat_activity a on a.pid = l.pid
                  where l.relation = '{table}'::regclass and not l.granted and a.datname = current_database()
                    and a.application_name like 'metrics-refresh/%')
                """));
            await killed.KillAsync();
        }

        using var next = RefreshProcess.Start(bed, "serve");
        await UntilAsync(next, async () => await bed.ScalarAsync<long>(
            $"select count(*) from ops.api_run where retry_of = '{id}' and status = 'succeeded'") == 1);
        Assert.StartsWith(
            "failed error R135", await bed.ScalarAsync<string>($"select status || ' ' || error from ops.run where id = '{id}'"),
            StringComparison.Ordinal);
        Assert.Equal(0, await bed.ScalarAsync<long>("select count(*) from ops.model_run where status = 'running'"));
        // 10.50, 4.50 and 1.00 paid before, and 8.00 now.
        Assert.Equal(24.00m, await bed.ScalarAsync<decimal>($"select sum(amount) from {await RelationAsync(bed, "fct_orders")}"));
        next.Terminate();
        Assert.Equal(0, (await next.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_worker_that_loses_PostgreSQL_closes_its_run_when_the_server_is_back_and_goes_on()
    {
        using var server = PostgresServer.Start();
        using var bed = Shop(new RefreshBed(server));
        await bed.SucceedAsync();
        bed.Write("shop/models/gold/slow.sql", "/* key: id */ select id from {{ ref('fct_orders') }}, pg_sleep(600)");
        using var worker = RefreshProcess.Start(bed, "serve");
        var id = await AskAsync(bed);
        await UntilAsync(worker, async () => await bed.ScalarAsync<long>(
            "select count(*) from ops.api_model_run where model = 'slow' and status = 'running'") == 1);

        server.StopServer();
        bed.Write("shop/models/gold/slow.sql", "/* key: id */ select id from {{ ref('fct_orders') }}");
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        NpgsqlConnection.ClearAllPools();
        server.StartServer();

        await UntilAsync(worker, async () => await bed.ScalarAsync<long>(
            $"select count(*) from ops.api_run where retry_of = '{id}' and status = 'succeeded'") == 1);
        Assert.StartsWith(
            "failed error R135", await bed.ScalarAsync<string>($"select status || ' ' || error from ops.run where id = '{id}'"),
            StringComparison.Ordinal);
        worker.Terminate();
        Assert.Equal(0, (await worker.EndAsync()).ExitCode);
    }

    private static RefreshBed Shop(RefreshBed bed) =>
        ShopProject.Write(bed).Write("metrics.yml", "name: shop\nvars: {paid: paid}\nrefresh: {lease: 3s}\n");

    private static async Task<Guid> AskAsync(RefreshBed bed)
    {
        var id = Guid.CreateVersion7();
        await bed.ExecuteAsync($"insert into ops.run_request (id, kind, retry_when_lost) values ('{id}', 'run', true)");
        return id;
    }

    private static async Task<string> RelationAsync(RefreshBed bed, string model) =>
        await bed.ScalarAsync<string>($"select 'store.' || relation from ops.api_table where model = '{model}'");

    private static Task UntilAsync(RefreshProcess worker, Func<Task<bool>> holdsAsync) => Eventually.HoldsAsync(
        async () =>
        {
            var holds = await TryAsync(holdsAsync);
            if (!holds && worker.HasExited)
                Assert.Fail((await worker.EndAsync()).Output);
            return holds;
        },
        "waited in vain", Soon);

    // The server may be on its way back.
    private static async Task<bool> TryAsync(Func<Task<bool>> holdsAsync)
    {
        try
        {
            return await holdsAsync();
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
