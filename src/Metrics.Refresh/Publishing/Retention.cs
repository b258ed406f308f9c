using Metrics.Domain;
using Metrics.Refresh.Leases;
using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>Drops versions that nobody can be reading any more. What is still in use or needed stays for a later run.</summary>
internal sealed class Retention(RetentionPolicy policy, TimeProvider clock)
{
    // A retired model keeps its last versions too: it may hold the only copy of a history.
    private const string Superseded =
        """
        with old as (
          select v.* from ops.table_version v
          where v.state = 'published' and v.superseded_at < $1
            and not exists (select from ops.published_table p where p.model = v.model and p.version = v.version)
            and (select count(*) from ops.table_version n where n.model = v.model and n.state = 'published' and n.version > v.version) >= $2)
        select old.model, old.version, c.relname, c.relkind
        from old
        left join pg_class c on c.relnamespace = 'store'::regnamespace and c.relname in (old.relation, old.rejects_relation)
          and not exists (
            select from ops.table_version u
            where c.relname in (u.relation, u.rejects_relation) and (u.model, u.version) not in (select model, version from old))
        order by old.model, old.version
        """;

    public async Task<DropReport> DropAsync(LeaseGrant grant, CancellationToken ct)
    {
        var rows = new List<(string Model, long Version, StoreRelation? Relation)>();
        await using (var connection = await grant.Data.OpenConnectionAsync(ct))
        {
            await using var command = new NpgsqlCommand(Superseded, connection);
            command.Parameters.AddWithValue(clock.GetUtcNow() - policy.LongestStatement - policy.Lease);
            command.Parameters.AddWithValue((long)Math.Max(1, policy.KeepVersions));
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                rows.Add((reader.GetString(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : new StoreRelation(reader.GetString(2), reader.GetChar(3))));
        }

        // A relation that holds many versions goes when the last of them does; each row here is one version with what is its own.
        var drops = rows.GroupBy(r => (r.Model, r.Version))
            .Select(g => new StoreDrop(g.Select(r => r.Relation).OfType<StoreRelation>().ToEquatableList(), [g.Key]));
        return await StoreDrops.DropAsync(grant, drops, ct);
    }
}
