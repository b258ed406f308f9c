using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>Server processes of earlier runs. They can outlive the client that started them, and go on creating tables.</summary>
internal static class Backends
{
    private const string OfEarlierRuns =
        """
        from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and case when application_name ~ '^metrics-refresh/[0-9]{1,18}$'
            then split_part(application_name, '/', 2)::bigint <= $1 else false end
        """;

    /// <summary>Terminates all backends up to an epoch; returns how many there were.</summary>
    public static async Task<int> EndAsync(NpgsqlConnection connection, long lastEpoch, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select count(*) filter (where pg_terminate_backend(pid))::int {OfEarlierRuns}", connection);
        command.Parameters.AddWithValue(lastEpoch);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Terminates them and waits until they are gone; returns the ids of those that outlast the patience.</summary>
    public static async Task<(int Ended, IReadOnlyList<int> Remaining)> EndAndWaitAsync(
        NpgsqlConnection connection, long lastEpoch, TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var ended = await EndAsync(connection, lastEpoch, ct);
        while (true)
        {
            var remaining = await RemainingAsync(connection, lastEpoch, ct);
            if (remaining.Count == 0 || clock.GetElapsedTime(start) >= patience)
                return (ended, remaining);
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, ct);
            // Repeated, since a frozen client that wakes up may have opened another one.
            await EndAsync(connection, lastEpoch, ct);
        }
    }

    private static async Task<List<int>> RemainingAsync(NpgsqlConnection connection, long lastEpoch, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pid {OfEarlierRuns}", connection);
        command.Parameters.AddWithValue(lastEpoch);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var pids = new List<int>();
        while (await reader.ReadAsync(ct))
            pids.Add(reader.GetInt32(0));
        return pids;
    }
}
