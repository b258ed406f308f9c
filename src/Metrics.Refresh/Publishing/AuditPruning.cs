using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>Deletes old rows of <c>ops.audit</c>, the record of requests, which the API only adds to.</summary>
internal static class AuditPruning
{
    // Each batch is a transaction, which keeps locks and WAL small.
    private const int Batch = 10_000;

    // The first pruning of a long history must not delay the next run too long; later runs delete what is left.
    private const int Most = 5_000_000;

    /// <summary>Deletes rows from before a time and returns how many.</summary>
    /// <remarks>
    /// Old rows are found in one pass through the block-range index. A search per batch would read the dead rows of all earlier batches
    /// again.
    /// </remarks>
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

        // A newer row may have taken a row's place (ctid) since it was found, so its age is checked again.
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
