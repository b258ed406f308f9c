using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Loading;

/// <summary>
/// Prepares the relations of a growing source for more rows. Rows that were never published, or were rolled back, are deleted in place.
/// The relations are copied instead when readers may still use those rows, when other indexes are declared, or when so many rows come
/// that a table without indexes is faster.
/// </summary>
internal static class GrowingTable
{
    public static async Task<LoadWork> PrepareAsync(
        NpgsqlConnection connection, LoadWork work, BuiltVersion basis, bool copies, CancellationToken ct)
    {
        var (rejects, at) = (basis.RejectsRelation!, basis.RowsAt!.Value);
        if (copies)
        {
            await VersionedRelation.CopyAsync(connection, basis, work.Relation, basis.Columns, ct);
            await VersionedRelation.ExecuteAsync(connection,
                $"create table {SqlSpelling.Stored(work.RejectsRelation)} as select * from {SqlSpelling.Stored(rejects)} where "
                + $"{RowsAt.From} <= "
                + $"{VersionedRelation.Text(at)}", ct);
            return work with { Fresh = false };
        }

        await VersionedRelation.ForgetAfterAsync(connection, basis, ct);
        await VersionedRelation.ExecuteAsync(
            connection, $"delete from {SqlSpelling.Stored(rejects)} where {RowsAt.From} > {VersionedRelation.Text(at)}", ct);
        return work with { Relation = basis.Relation, RejectsRelation = rejects, Fresh = false, OfTransaction = false };
    }
}
