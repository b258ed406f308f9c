using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>The row of <c>ops.lease</c> as one statement saw it.</summary>
/// <param name="Epoch">Increases with every holder.</param>
/// <param name="Holder">Null when there is no holder.</param>
/// <param name="Alive">True when the lease has not expired and the backend that renews it still exists.</param>
/// <param name="IsFree">True when there is no holder, or the backend that could renew the lease is gone.</param>
internal sealed record LeaseRow(long Epoch, LeaseHolder? Holder, bool Alive, bool IsFree)
{
    // The server's clock decides on expiry: it is the one clock that all hosts share. The backend is looked up in the select list:
    // PostgreSQL evaluates that again if the row was changed before it could be locked.
    private const string Backend =
        """
        exists (
          select from pg_stat_activity a
          where a.pid = l.backend_pid and (a.backend_start is null or a.backend_start = l.backend_start))
        """;

    private const string Look =
        $"""
        select l.epoch, l.holder, l.acquired_at, l.run_id,
               l.holder is not null and l.expires_at > clock_timestamp() and {Backend}, l.holder is null or not {Backend}
        from ops.lease l where l.name = 'refresh'
        """;

    /// <summary>Reads the row, locked or not.</summary>
    public static async Task<LeaseRow> ReadAsync(NpgsqlConnection connection, CancellationToken ct) =>
        await ReadAsync(connection, Look, ct) ?? throw new InvalidOperationException("ops.lease has no row 'refresh'");

    /// <summary>Reads and locks the row until the transaction ends; null when another transaction has locked it.</summary>
    public static Task<LeaseRow?> TryLockAsync(NpgsqlConnection connection, CancellationToken ct) =>
        ReadAsync(connection, $"{Look} for update skip locked", ct);

    /// <summary>Locks the row for the rest of the transaction; false when the lease is no longer this grant's.</summary>
    public static async Task<bool> LockOwnAsync(NpgsqlConnection connection, LeaseGrant grant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select true from ops.lease where name = 'refresh' and epoch = $1 and run_id = $2 for update", connection);
        command.Parameters.AddWithValue(grant.Epoch);
        command.Parameters.AddWithValue(grant.RunId);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Extends the lease by more than its usual length; false when it is no longer this grant's.</summary>
    public static async Task<bool> ExtendAsync(NpgsqlConnection connection, LeaseGrant grant, TimeSpan longer, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            update ops.lease set expires_at = greatest(expires_at, clock_timestamp() + $3)
            where name = 'refresh' and epoch = $1 and run_id = $2
            """, connection);
        command.Parameters.AddWithValue(grant.Epoch);
        command.Parameters.AddWithValue(grant.RunId);
        command.Parameters.AddWithValue(grant.Length + longer);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static async Task<LeaseRow?> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var holder = reader.IsDBNull(1)
            ? null
            : new LeaseHolder(reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetGuid(3));
        return new LeaseRow(reader.GetInt64(0), holder, reader.GetBoolean(4), reader.GetBoolean(5));
    }
}
