using Metrics.Refresh.Leases;
using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>Deletes runs that ended long ago, with their model runs, test results and samples.</summary>
internal static class RunPruning
{
    // Limited, so that the first pruning of a long history delays no run.
    private const int Batch = 2000;

    /// <summary>Deletes runs and returns how many. The run of a table's last attempt, latest test or stored version stays.</summary>
    /// <remarks>A run is deleted together with its request, which would otherwise look as if it still waited.</remarks>
    public static async Task<int> PruneAsync(LeaseGrant grant, DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
            return 0;
        await using var command = new NpgsqlCommand(
            """
            with old as (
              select id from ops.run r
              where finished_at < $1
                and not exists (select from ops.table_attempt a where a.run_id = r.id)
                and not exists (select from ops.table_version v where v.run_id = r.id)
                and not exists (select from ops.latest_test t where t.run_id = r.id)
              order by finished_at limit $2),
            requests as (
              delete from ops.run_request q
              where q.id in (select id from old) or q.target in (select id from old)
                -- Cancelled before they began: they have no run.
                or (q.kind = 'cancel' and q.requested_at < $1 and not exists (select from ops.run r where r.id = q.target))
                or (q.kind = 'run' and q.requested_at < $1 and not exists (select from ops.run r where r.id = q.id)
                    and exists (select from ops.run_request c where c.kind = 'cancel' and c.target = q.id and c.requested_at < $1))),
            gone as (delete from ops.run where id in (select id from old) returning 1)
            select count(*) from gone
            """, connection);
        command.Parameters.AddWithValue(before);
        command.Parameters.AddWithValue(Batch);
        var pruned = (long)(await command.ExecuteScalarAsync(ct))!;
        await transaction.CommitAsync(ct);
        return (int)pruned;
    }
}
