using System.Data;
using Metrics.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Metrics.Refresh.Tests.Crashes;

[Trait("Draws", "Wild")]
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Kills = Draws.Count(10, 20);
    private static readonly int KillsInsidePublishing = Draws.Count(4, 7);
    private readonly RefreshBed _bed = CrashProject.Write(new RefreshBed());

    [Fact]
    public async Task Killing_a_refresh_at_any_moment_leaves_the_last_published_state_whole()
    {
        var seed = Draws.Seed(1905);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        CrashProject.WriteGeneration(_bed, 0, bad: false);
        await RunToTheEndAsync(expected: 0);

        await using var data = NpgsqlDataSource.Create(_bed.ConnectionString);
        using var stop = new CancellationTokenSource();
        var readers = new[] { IsolationLevel.ReadCommitted, IsolationLevel.RepeatableRead }
            .Select(i => new WatchingReader(data, i, CrashProject.Tables)).ToList();
        var reading = readers.Select(r => Task.Run(() => r.RunAsync(stop.Token))).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var bad = kill % 4 == 0;
            CrashProject.WriteGeneration(_bed, kill, bad);
            if (kill <= KillsInsidePublishing)
                await KillInsidePublishingAsync();
            else
                await KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(200, 2_000)));
            await RunToTheEndAsync(expected: bad ? 3 : 0);
            Assert.Empty(await _bed.QueryAsync<string>(
                """
                select relname from pg_class c where relnamespace = 'store'::regnamespace and relkind in ('r', 'v')
                  and not exists (
                    select from ops.table_version v where v.state = 'published' and c.relname in (v.relation, v.rejects_relation))
                """));
        }

        await stop.CancelAsync();
        await Task.WhenAll(reading);
        output.WriteLine(
            $"{KillsInsidePublishing} kills inside the publishing transaction; {readers.Sum(r => r.Reads)} reads, "
            + $"{readers.Sum(r => r.Degraded)} of them degraded and told so");
        Assert.All(readers, r => Assert.True(r.Findings.Count == 0, string.Join('\n', r.Findings.Take(10))));
        Assert.All(readers, r => Assert.True(r.Reads > Kills, $"a reader made only {r.Reads} reads"));
        Assert.True(readers.Sum(r => r.Degraded) > 0, "no reader ever met two generations, so the torn rule was not put to the test");
    }

    public void Dispose() => _bed.Dispose();

    private async Task RunToTheEndAsync(int expected)
    {
        // A bad generation fails once it is tried; the same run again has nothing to move and fails as a whole.
        using var process = RefreshCommand.Start(_bed, "run");
        var (code, log) = await process.EndAsync();
        Assert.True(code == expected || (expected == 3 && code == 1), $"exit {code}\n{log}");
    }

    private async Task KillAfterAsync(TimeSpan delay)
    {
        using var process = RefreshProcess.Start(_bed, "run");
        await Task.Delay(delay, TimeProvider.System);
        await process.KillAsync();
    }

    // Readers may read the pointers while this lock is held, but the publishing transaction waits for it half way through.
    private async Task KillInsidePublishingAsync()
    {
        await using var blocker = new NpgsqlConnection(_bed.ConnectionString);
        await blocker.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table ops.published_table in share mode", blocker))
            await command.ExecuteNonQueryAsync();
        using var process = RefreshProcess.Start(_bed, "run");
        var caught = false;
        while (!caught && !process.HasExited)
        {
            caught = await _bed.ScalarAsync<bool>(
                """
                select exists (
                  select from pg_locks l join pg_stat_activity a on a.pid = l.pid
                  where l.relation = 'ops.published_table'::regclass and not l.granted and a.datname = current_database()
                    and a.application_name like 'metrics-refresh/%' and a.backend_xid is not null)
                """);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        if (!caught)
            Assert.Fail((await process.EndAsync()).Output);
        await process.KillAsync();
    }
}
