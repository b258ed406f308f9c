using Metrics.Domain;
using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>A run whose process ended before it recorded how the run ended, and which is closed now.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">failed, or cancelled if its cancellation had been requested.</param>
/// <param name="RetriedAs">The request that repeats it; null when no retry was wanted, or when it was lost too often.</param>
internal sealed record LostRun(Guid Id, string Status, Guid? RetriedAs);

/// <summary>Closes runs that lost their lease. Only the current holder does so, so that no run is closed twice.</summary>
internal static class UnfinishedRuns
{
    // A run that kills its worker each time, perhaps for lack of memory, must not be repeated forever.
    private const int MostAttempts = 3;

    public static async Task<EquatableList<LostRun>> CloseAsync(
        NpgsqlConnection connection, long epoch, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var closed = await CloseAsync(connection, epoch, ct);
        var lost = new List<LostRun>();
        foreach (var (id, status) in closed)
            lost.Add(new LostRun(id, status, await AskAgainAsync(connection, id, clock.GetUtcNow(), ct)));
        if (lost.Count > 0)
            await TellAsync(connection, ct);
        await transaction.CommitAsync(ct);
        return lost.ToEquatableList();
    }

    private static async Task<List<(Guid Id, string Status)>> CloseAsync(NpgsqlConnection connection, long epoch, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with lost as (
              select x.id, x.lost_at, x.status, x.error, s.said
              from ops.lost_run x join ops.lost_run_said s on s.id = x.id where x.epoch < $1),
            models as (
              update ops.model_run m set status = 'skipped', error = lost.error, said = lost.said, finished_at = lost.lost_at
              from lost where m.run_id = lost.id and m.status = 'running'),
            -- What the run was to make is older than it should be, and answers say so. Of a selection only the tables are known whose
            -- turn had come. A table that failed before keeps its own reason, one that was tried since keeps what came of that, and one
            -- that a rollback holds is not built by scheduled runs (TestLog.LeftAsync has the same rule).
            left_old as (
              update ops.table_attempt a set status = 'skipped', at = lost.lost_at, run_id = lost.id, detail = lost.error, said = lost.said
              from lost join ops.run w on w.id = lost.id
              where w.kind = 'run' and lost.status = 'failed' and a.status in ('published', 'unchanged') and a.at < w.started_at
                and not exists (select from ops.published_table p where p.model = a.model and p.held)
                and (w.selection is null or exists (select from ops.model_run m where m.run_id = w.id and m.model = a.model))
              returning a.model)
            update ops.run r set status = lost.status, error = lost.error, error_said = jsonb_build_array(lost.said),
              finished_at = lost.lost_at
            from lost where r.id = lost.id returning r.id, r.status
            """, connection);
        command.Parameters.AddWithValue(epoch);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var closed = new List<(Guid, string)>();
        while (await reader.ReadAsync(ct))
            closed.Add((reader.GetGuid(0), reader.GetString(1)));
        return closed;
    }

    // Running APIs read the attempts again.
    private static async Task TellAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pg_notify('metrics_published', coalesce((select max(publication) from ops.publication), 0)::text)", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    // Requests the run again, unless a retry was requested already.
    private static async Task<Guid?> AskAgainAsync(NpgsqlConnection connection, Guid run, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ops.run_request (id, kind, retry_of, retry_when_lost, attempt, requested_at, requested_by)
            select $2, 'run', q.id, true, q.attempt + 1, $3, 'retry of a lost run'
            from ops.run_request q join ops.run r on r.id = q.id
            where q.id = $1 and r.status = 'failed' and q.retry_when_lost and q.attempt < $4
              and not exists (select from ops.run_request a where a.retry_of = q.id)
            returning id
            """, connection);
        command.Parameters.AddWithValue(run);
        command.Parameters.AddWithValue(Guid.CreateVersion7(now));
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(MostAttempts);
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }
}
