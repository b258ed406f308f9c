using Npgsql;

namespace Metrics.Refresh.Tests.Crashes;

public sealed class TwoRunsTests : IDisposable
{
    private readonly RefreshBed _bed = CrashProject.Write(new RefreshBed());

    [Fact]
    public async Task Of_two_refreshes_at_once_one_is_told_who_runs_and_one_that_waits_comes_after()
    {
        CrashProject.WriteGeneration(_bed, 1, bad: false);
        await _bed.SucceedAsync();
        CrashProject.WriteGeneration(_bed, 2, bad: false);
        // The first run is held inside a build for as long as it takes, so it is surely running when the others ask.
        _bed.Write(
            "p/models/gold/left_fact.sql",
            "/* key: id */ select id, generation from {{ ref('clean') }}, (select pg_advisory_xact_lock_shared(7)) as held");
        await using var blocker = new NpgsqlConnection(_bed.ConnectionString);
        await blocker.OpenAsync();
        await ExecuteAsync(blocker, "select pg_advisory_lock(7)");
        using var first = RefreshProcess.Start(_bed, "run");
        while (await _bed.ScalarAsync<long>(
            "select count(*) from pg_locks where locktype = 'advisory' and objid = 7 and not granted and database = (select oid from "
            + "pg_database where datname = current_database())") == 0)
            Assert.False(first.HasExited, "the first run ended before it was held");

        using var refused = RefreshProcess.Start(_bed, "run");
        var (code, log) = await refused.EndAsync();
        using var waiting = RefreshProcess.Start(_bed, "run", "--wait", "10m");
        await ExecuteAsync(blocker, "select pg_advisory_unlock(7)");

        Assert.True(code == 4, log);
        Assert.Contains("another refresh is running", log);
        Assert.Contains(Environment.MachineName, log);
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
        Assert.Equal(0, (await waiting.EndAsync()).ExitCode);
        Assert.Equal(2, await _bed.ScalarAsync<long>("select max(publication) from ops.publication"));
    }

    [Fact]
    public async Task A_run_that_is_asked_to_stop_publishes_nothing_and_says_cancelled()
    {
        CrashProject.WriteGeneration(_bed, 1, bad: false);
        await _bed.SucceedAsync();
        var before = await _bed.FootprintAsync();
        _bed.Write(
            "p/models/gold/left_fact.sql",
            "/* key: id */ select id, generation from {{ ref('clean') }}, lateral (select pg_sleep(3600) where id = 0) as s");
        using var process = RefreshProcess.Start(_bed, "run");
        while (await _bed.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'") == 0)
            Assert.False(process.HasExited, "the run ended before it could be stopped");

        process.Terminate();
        var (code, log) = await process.EndAsync();

        Assert.True(code == 1, log);
        Assert.Equal("cancelled", await _bed.ScalarAsync<string>("select status from ops.api_run order by requested_at desc limit 1"));
        Assert.Equal(before, await _bed.FootprintAsync());
        Assert.Null(await _bed.ScalarAsync<string?>("select holder from ops.lease"));
    }

    public void Dispose() => _bed.Dispose();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
