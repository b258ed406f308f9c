using Metrics.Domain.Diagnostics;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>Ensures a single writer: one row, one holder, and an epoch that fences off earlier holders.</summary>
internal sealed class RefreshLease(Warehouse warehouse, LeaseTiming timing)
{
    // The longest time that a clean-up may delay callers who would not wait for a run.
    private static readonly TimeSpan PatienceWithBrief = TimeSpan.FromMinutes(1);

    /// <summary>The holder's name that others see.</summary>
    public string Holder { get; init; } = LeaseHolder.ThisProcess;

    /// <summary>Takes the lease and clears away what dead runs left, or returns who holds it.</summary>
    public async Task<Acquisition> TryAcquireAsync(Guid runId, CancellationToken ct)
    {
        // Not pooled: when this process dies, the server ends this backend immediately, so others see that the holder is dead.
        var source = warehouse.Open($"{Warehouse.ApplicationName}/lease", options: null, pooling: false);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(ct);
            var (epoch, refusal) = await TakeAsync(connection, runId, ct);
            if (refusal is not null)
                return refusal;
            var grant = await LeaseGrant.StartAsync(warehouse, timing, source, connection, epoch, runId, ct);
            (source, connection) = (null, null);
            return await SettleAsync(grant, ct);
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
            if (source is not null)
                await source.DisposeAsync();
        }
    }

    /// <summary>Tries until the lease is granted or refused, or the time is up; then it returns who holds it.</summary>
    public async Task<Acquisition> WaitAcquireAsync(Guid runId, TimeSpan timeout, CancellationToken ct)
    {
        var start = warehouse.Clock.GetTimestamp();
        while (true)
        {
            var acquisition = await TryAcquireAsync(runId, ct);
            if (acquisition is not Acquisition.Held(var holder))
                return acquisition;
            var patience = holder.IsBrief && timeout < PatienceWithBrief ? PatienceWithBrief : timeout;
            if (warehouse.Clock.GetElapsedTime(start) >= patience)
                return acquisition;
            await Task.Delay(timing.Poll, warehouse.Clock, ct);
        }
    }

    private async Task<(long Epoch, Acquisition? Refusal)> TakeAsync(NpgsqlConnection connection, Guid runId, CancellationToken ct)
    {
        var start = warehouse.Clock.GetTimestamp();
        while (warehouse.Clock.GetElapsedTime(start) < timing.Patience)
        {
            await using (var transaction = await connection.BeginTransactionAsync(ct))
            {
                if (await LeaseRow.TryLockAsync(connection, ct) is { } free)
                {
                    if (free is { Alive: true, Holder: { } holder })
                        return (0, new Acquisition.Held(holder));
                    await WriteAsync(connection, free.Epoch + 1, runId, ct);
                    await transaction.CommitAsync(ct);
                    return (free.Epoch + 1, null);
                }
            }

            var locked = await LeaseRow.ReadAsync(connection, ct);
            if (locked is { Alive: true, Holder: { } other })
                return (0, new Acquisition.Held(other));
            // The row is locked although its holder is dead: a backend that outlived its client waits inside a publishing transaction.
            if (locked.Holder is not null)
                await Backends.EndAsync(connection, locked.Epoch, ct);
            await Task.Delay(TimeSpan.FromMilliseconds(20), warehouse.Clock, ct);
        }

        return (0, new Acquisition.Refused(new Diagnostic(DiagnosticCode.LeftoverBackends,
            "a backend of a dead run keeps the lease locked and does not end",
            Hint: "look for application_name like 'metrics-refresh/%' in pg_stat_activity and end it")));
    }

    private async Task WriteAsync(NpgsqlConnection connection, long epoch, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            update ops.lease set epoch = $1, holder = $2, run_id = $3, backend_pid = pg_backend_pid(),
              backend_start = (select backend_start from pg_stat_activity where pid = pg_backend_pid()),
              previous_end = coalesce(expires_at, renewed_at),
              acquired_at = clock_timestamp(), renewed_at = clock_timestamp(), expires_at = clock_timestamp() + $4
            where name = 'refresh'
            """, connection);
        command.Parameters.AddWithValue(epoch);
        command.Parameters.AddWithValue(Holder);
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(timing.Length);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<Acquisition> SettleAsync(LeaseGrant grant, CancellationToken ct)
    {
        try
        {
            if (await grant.ClearAwayAsync(timing.Patience, ct) is not { } problem)
                return new Acquisition.Granted(grant);
            await grant.DisposeAsync();
            return new Acquisition.Refused(problem);
        }
        catch
        {
            await grant.DisposeAsync();
            throw;
        }
    }
}

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

/// <summary>The holder of the lease: host and process, since when, and in which run.</summary>
internal sealed record LeaseHolder(string Name, DateTimeOffset Since, Guid RunId)
{
    private const string Brief = ", cleaning up";

    /// <summary>The name under which others see this process.</summary>
    public static string ThisProcess { get; } = $"{Environment.MachineName}, process {Environment.ProcessId}";

    /// <summary>The name of this process while it only cleans up.</summary>
    public static string ThisProcessCleaningUp { get; } = ThisProcess + Brief;

    /// <summary>True when it gives the lease back in a moment, so that others wait instead of being refused.</summary>
    public bool IsBrief => Name.EndsWith(Brief, StringComparison.Ordinal);

    public override string ToString() => $"{Name}, since {Since:yyyy-MM-dd HH:mm:ss} UTC, run {RunId}";
}

/// <summary>The result of an attempt to take the lease.</summary>
internal abstract record Acquisition
{
    private Acquisition()
    {
    }

    /// <summary>Why there is no lease; null when there is one.</summary>
    public abstract Diagnostic? Problem { get; }

    /// <summary>The lease is held until the grant is disposed or lost.</summary>
    internal sealed record Granted(LeaseGrant Grant) : Acquisition
    {
        public override Diagnostic? Problem => null;
    }

    /// <summary>Another live process holds it.</summary>
    internal sealed record Held(LeaseHolder Holder) : Acquisition
    {
        public override Diagnostic? Problem => new(DiagnosticCode.LeaseHeld, $"another refresh is running ({Holder})",
            Hint: "wait for it to end, or use --wait");
    }

    /// <summary>The lease was free but cannot be used: backends of a dead run are still writing.</summary>
    internal sealed record Refused(Diagnostic Reason) : Acquisition
    {
        public override Diagnostic? Problem => Reason;
    }
}

/// <summary>How long a lease lives without renewal, and how long a new holder waits for what a dead one left behind.</summary>
internal sealed record LeaseTiming
{
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long terminated backends may take to disappear.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often <c>WaitAcquireAsync</c> asks again.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often it is renewed; a third of its length unless said otherwise.</summary>
    public TimeSpan Renewal { get => field > TimeSpan.Zero ? field : Length / 3; init; }

    /// <summary>How long one renewal may take: several fit into the length, so that one slow answer loses nothing.</summary>
    public TimeSpan RenewalLimit { get => field > TimeSpan.Zero ? field : Length / 3; init; }
}
