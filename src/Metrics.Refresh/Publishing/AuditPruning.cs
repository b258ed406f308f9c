using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>Forgets who asked what long ago: lines of <c>ops.audit</c>, which the API only adds to.</summary>
internal static class AuditPruning
{
    // Each batch is a transaction of its own, so that no lock and no wal of one is large.
    private const int Batch = 10_000;

    // The first pruning of a long history must not keep the next run waiting for ever; what is left goes with later runs.
    private const int Most = 5_000_000;

    /// <summary>How many lines were forgotten.</summary>
    /// <remarks>Old lines are found once, through the index over ranges of blocks: looked for batch by batch, each would read all the
    /// dead lines before it again.</remarks>
    public static async Task<long> PruneAsync(NpgsqlDataSource data, DateTimeOffset before, CancellationToken ct)
    {
        await using var reading = await data.OpenConnectionAsync(ct);
        await using var deleting = await data.OpenConnectionAsync(ct);
        await using var find = new NpgsqlCommand("select ctid::text from ops.audit where at < $1 limit $2", reading) { CommandTimeout = 0 };
        find.Parameters.AddWithValue(before);
        find.Parameters.AddWithValue(Most);
        await using var reader = await find.ExecuteReaderAsync(ct);
        var (lines, pruned) = (new List<string>(Batch), 0L);
        while (await reader.ReadAsync(ct))
        {
            lines.Add(reader.GetString(0));
            if (lines.Count == Batch)
                pruned += await DeleteAsync();
        }

        return pruned + await DeleteAsync();

        // Its place may have been given to a younger line since it was found.
        async Task<int> DeleteAsync()
        {
            await using var delete = new NpgsqlCommand(
                "delete from ops.audit where ctid = any($1::text[]::tid[]) and at < $2", deleting) { CommandTimeout = 0 };
            delete.Parameters.AddWithValue(lines.ToArray());
            delete.Parameters.AddWithValue(before);
            lines.Clear();
            return await delete.ExecuteNonQueryAsync(ct);
        }
    }
}
