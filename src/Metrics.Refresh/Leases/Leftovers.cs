using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>Relations of <c>store</c> that no published version owns: what failed, withheld or killed runs built.</summary>
internal static class Leftovers
{
    /// <summary>Drops them. Called only while this run builds nothing: at its start, and after publishing.</summary>
    public static async Task<DropReport> DropAsync(LeaseGrant grant, CancellationToken ct)
    {
        var drops = new List<StoreDrop>();
        await using (var connection = await grant.Data.OpenConnectionAsync(ct))
        {
            await using (var transaction = await connection.BeginTransactionAsync(ct))
            {
                if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
                    return new DropReport([], [], LeaseLost: true);
                await using var forget = new NpgsqlCommand(
                    """
                    delete from ops.candidate;
                    delete from ops.table_version where state = 'built';
                    delete from ops.backfill b using ops.published_table p where p.model = b.model and p.version > b.version
                    """, connection);
                await forget.ExecuteNonQueryAsync(ct);
                await transaction.CommitAsync(ct);
            }

            await using var list = new NpgsqlCommand(
                """
                select c.relname, c.relkind from pg_class c
                where c.relnamespace = 'store'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
                  and not exists (select from ops.table_version v where c.relname in (v.relation, v.rejects_relation))
                  and not exists (select from ops.backfill b where b.relation = c.relname)
                """, connection);
            await using var reader = await list.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                drops.Add(new StoreDrop([new StoreRelation(reader.GetString(0), reader.GetChar(1))], []));
        }

        return await StoreDrops.DropAsync(grant, drops, ct);
    }
}
