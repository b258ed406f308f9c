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
