using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks.Chaos;

/// <summary>What befalls a run.</summary>
internal enum Mishap
{
    Killed,
    ConnectionsDropped,
    ServerRestarted,
    DiskFull,
    KilledAndServerRestarted,
}

/// <summary>Brings a mishap about at a moment of its choosing.</summary>
internal sealed class MishapMaker(PostgresServer server, string connectionString, SmallDisk? disk, Random random)
{
    public IReadOnlyList<Mishap> Possible => [.. Enum.GetValues<Mishap>().Where(m => m != Mishap.DiskFull || disk is not null)];

    public async Task StrikeAsync(Mishap mishap, Child run, TimeSpan usual)
    {
        if (mishap == Mishap.DiskFull)
        {
            disk!.Fill(random.NextInt64(0, 8 << 20));
            await run.EndAsync();
            disk.Empty();
            await BringUpAsync();
            return;
        }

        await Task.WhenAny(Task.Delay(usual * (0.1 + random.NextDouble()), TimeProvider.System, CancellationToken.None), run.EndAsync());
        if (mishap is Mishap.Killed or Mishap.KilledAndServerRestarted && !run.HasExited)
            run.Kill();
        if (mishap == Mishap.ConnectionsDropped)
            await DropConnectionsAsync(run);
        if (mishap is Mishap.ServerRestarted or Mishap.KilledAndServerRestarted)
        {
            server.StopServer();
            server.StartServer();
        }

        await run.EndAsync();
        await BringUpAsync();
    }

    // Again and again until it gives up: each connection it opens is ended after a moment.
    private async Task DropConnectionsAsync(Child run)
    {
        for (var i = 0; i < 5 && !run.HasExited; i++)
        {
            await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like "
                + "'metrics-%' and pid <> pg_backend_pid()", connection);
            await command.ExecuteNonQueryAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10, 200)), TimeProvider.System, CancellationToken.None);
        }
    }

    // A server whose disk was full may have given up.
    private async Task BringUpAsync()
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=3");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException)
            {
                try
                {
                    server.StartServer();
                }
                catch (InvalidOperationException)
                {
                    // It is still there, and recovering.
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
                }
            }
        }

        throw new InvalidOperationException("the server does not come back");
    }
}
