using Metrics.Domain;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>Drops versions that no reader can be using any more. What is still in use or needed is left to a later run.</summary>
internal sealed class Retention(RetentionPolicy policy, TimeProvider clock)
{
    // A retired model also keeps its last versions, since it may hold the only copy of a history. Versions that were rolled back are not
    // counted. A kept view reads exactly the versions it was made from, so these stay too.
    private const string Old =
        """
        v.state = 'published' and v.superseded_at < $1
          and not exists (select from ops.published_table p where p.model = v.model and p.version = v.version)
          and (select count(*) from ops.table_version n
               where n.model = v.model and n.state = 'published' and n.version > v.version and n.withdrawn_at is null) >= $2
          and not exists (
            select from ops.table_version d where d.materialization = 'view' and d.state = 'published' and d.withdrawn_at is null
              and d.ancestors @> jsonb_build_array(jsonb_build_object('model', v.model, 'version', v.version)))
        """;

    // Readers do not notice when rows vanish from a relation that versions share. So a version is withdrawn first, and its rows follow when
    // no reader can be left.
    private const string Superseded =
        $"""
        with old as (
          select v.* from ops.table_version v
          where v.withdrawn_at < $1 or (v.rows_at is null and v.withdrawn_at is null and {Old}))
        select old.model, old.version, c.relname, c.relkind
        from old
        left join pg_class c on c.relnamespace = 'store'::regnamespace and c.relname in (old.relation, old.rejects_relation)
          and not exists (
            select from ops.table_version u
            where c.relname in (u.relation, u.rejects_relation) and (u.model, u.version) not in (select model, version from old))
        order by old.model, old.version
        """;

    /// <summary>True when there is something to withdraw or to drop.</summary>
    public async Task<bool> IsDueAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = Command(
            connection, $"select exists (select from ops.table_version v where v.withdrawn_at < $1 or (v.withdrawn_at is null and {Old}))");
        return await command.ExecuteScalarAsync(ct) is true;
    }

    public async Task<DropReport> DropAsync(LeaseGrant grant, CancellationToken ct)
    {
        var rows = new List<(string Model, long Version, StoreRelation? Relation)>();
        await using (var connection = await grant.Data.OpenConnectionAsync(ct))
        {
            if (!await WithdrawAsync(connection, grant, ct))
                return new DropReport([], [], LeaseLost: true);
            await using var command = Command(connection, Superseded);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var relation = reader.IsDBNull(2) ? null : new StoreRelation(reader.GetString(2), reader.GetChar(3));
                rows.Add((reader.GetString(0), reader.GetInt64(1), relation));
            }
        }

        // A shared relation goes with the last of its versions; each group here is one version with the relations that only it uses.
        var drops = rows.GroupBy(r => (r.Model, r.Version))
            .Select(g => new StoreDrop(g.Select(r => r.Relation).OfType<StoreRelation>().ToEquatableList(), [g.Key]));
        var report = await StoreDrops.DropAsync(grant, drops, ct);
        if (!report.LeaseLost)
            await PruneAsync(grant, ct);
        return report;
    }

    private async Task<bool> WithdrawAsync(NpgsqlConnection connection, LeaseGrant grant, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
            return false;
        await using var command = Command(
            connection,
            $"update ops.table_version v set withdrawn_at = $3 where v.rows_at is not null and v.withdrawn_at is null and {Old}");
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // Deletes rows that ended before the oldest remaining version: neither it nor a later version shows them.
    private static async Task PruneAsync(LeaseGrant grant, CancellationToken ct)
    {
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        var relations = new List<(string Name, long Oldest)>();
        await using (var command = new NpgsqlCommand(
            """
            select relation, min(rows_at) from ops.table_version v where rows_at is not null and state = 'published'
            group by relation having to_regclass(format('store.%I', relation)) is not null order by 1
            """, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                relations.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        foreach (var (name, oldest) in relations)
        {
            await using var delete =
                new NpgsqlCommand($"delete from {SqlSpelling.Stored(name)} where {RowsAt.To} <= $1", connection) { CommandTimeout = 0 };
            delete.Parameters.AddWithValue(oldest);
            await delete.ExecuteNonQueryAsync(ct);
        }
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(clock.GetUtcNow() - policy.LongestStatement - policy.Lease);
        command.Parameters.AddWithValue((long)Math.Max(1, policy.KeepVersions));
        return command;
    }
}
