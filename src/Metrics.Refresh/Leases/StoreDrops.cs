using Metrics.Refresh.Sql;
using Metrics.Domain;
using Npgsql;

namespace Metrics.Refresh.Leases;

/// <summary>Relations of <c>store</c> to drop together, and the rows of <c>ops.table_version</c> that go with them.</summary>
internal sealed record StoreDrop(EquatableList<StoreRelation> Relations, EquatableList<(string Model, long Version)> Versions)
{
    public override string ToString() => string.Join(", ", Relations.Select(r => r.Name));
}

/// <summary>A relation of <c>store</c> and what kind PostgreSQL says it is (<c>pg_class.relkind</c>).</summary>
internal sealed record StoreRelation(string Name, char Kind)
{
    public bool IsView => Kind is 'v' or 'm';

    public string DropStatement
    {
        get
        {
            var noun = Kind switch { 'v' => "view", 'm' => "materialized view", 'f' => "foreign table", _ => "table" };
            return $"drop {noun} if exists {SqlSpelling.Stored(Name)};";
        }
    }
}

/// <summary>What was dropped, and what something still uses.</summary>
internal sealed record DropReport(EquatableList<string> Dropped, EquatableList<string> Kept, bool LeaseLost);

/// <summary>Drops relations one by one, each only while the lease is held, and never together with what depends on them.</summary>
internal static class StoreDrops
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(500);

    private enum Result
    {
        Dropped,
        Locked,
        Needed,
        LeaseLost,
    }

    public static async Task<DropReport> DropAsync(LeaseGrant grant, IEnumerable<StoreDrop> drops, CancellationToken ct)
    {
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        // Views first, since they depend on tables. What is still needed is tried again as long as something could be dropped.
        var open = drops.OrderBy(d => d.Relations.Any(r => r.IsView) ? 0 : 1).ThenBy(d => d.ToString(), StringComparer.Ordinal).ToList();
        var (dropped, kept) = (new List<StoreDrop>(), new List<StoreDrop>());
        for (var progress = true; progress && open.Count > 0;)
        {
            progress = false;
            foreach (var drop in open.ToArray())
            {
                switch (await DropAsync(connection, grant, drop, ct))
                {
                    case Result.LeaseLost:
                        return new DropReport(Names(dropped), Names(kept.Concat(open)), LeaseLost: true);
                    case Result.Needed:
                        break;
                    case Result.Dropped:
                        dropped.Add(drop);
                        open.Remove(drop);
                        progress = true;
                        break;
                    case Result.Locked:
                        kept.Add(drop);
                        open.Remove(drop);
                        break;
                }
            }
        }

        return new DropReport(Names(dropped), Names(kept.Concat(open)), LeaseLost: false);
    }

    private static EquatableList<string> Names(IEnumerable<StoreDrop> drops) =>
        drops.SelectMany(d => d.Relations).Select(r => r.Name).ToEquatableList();

    private static async Task<Result> DropAsync(NpgsqlConnection connection, LeaseGrant grant, StoreDrop drop, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
            return Result.LeaseLost;
        try
        {
            await using var command = new NpgsqlCommand(
                $"""
                set local lock_timeout = '{(int)LockTimeout.TotalMilliseconds}ms';
                {string.Join('\n', drop.Relations.OrderByDescending(r => r.IsView).Select(r => r.DropStatement))}
                """, connection);
            await command.ExecuteNonQueryAsync(ct);
            foreach (var (model, version) in drop.Versions)
            {
                await using var forget = new NpgsqlCommand("delete from ops.table_version where model = $1 and version = $2", connection);
                forget.Parameters.AddWithValue(model);
                forget.Parameters.AddWithValue(version);
                await forget.ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
            return Result.Dropped;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            return Result.Needed;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return Result.Locked;
        }
    }
}
