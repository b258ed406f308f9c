using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Loading;

/// <summary>
/// Merges rows from a temporary table into a table by key: of each key the last row counts, and a row marked as deleted ends the key.
/// </summary>
internal static class StagedRows
{
    public static async Task<(long Ended, long Written)> MergeAsync(
        NpgsqlConnection connection, string staged, LoadWork work, EquatableList<TableColumn> columns, CancellationToken ct)
    {
        var (stored, version) = (SqlSpelling.Stored(work.Relation), VersionedRelation.Text(work.Version!.Value));
        var keys = string.Join(", ", work.Table.MergeKey.Select(SqlSpelling.Identifier));
        var deleted = work.Table.DeletedWhen is { } condition ? $"({condition}) is true" : "false";
        await VersionedRelation.ExecuteAsync(connection,
            $"create temporary table metrics_latest on commit drop as select distinct on ({keys}) *, {deleted} as _deleted "
            + $"from pg_temp.{staged} as s order by {keys}, _n desc", ct);
        await VersionedRelation.ExecuteAsync(connection, "analyze pg_temp.metrics_latest", ct);
        var sameKey = string.Join(
            " and ", work.Table.MergeKey.Select(k => $"r.{SqlSpelling.Identifier(k)} = n.{SqlSpelling.Identifier(k)}"));
        var same = NewRows.Same(columns, "r", "n");
        var ended = work.Fresh
            ? 0
            : await VersionedRelation.ExecuteAsync(connection,
                $"""
                update {stored} as r set {RowsAt.To} = {version} from pg_temp.metrics_latest as n
                where r.{RowsAt.To} is null and {sameKey} and (n._deleted or not ({same}))
                """, ct);
        var names = columns.Select(c => SqlSpelling.Identifier(c.Name)).ToList();
        var written = await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {stored} ({string.Join(", ", names)}, {RowsAt.From})
            select {string.Join(", ", names.Select(n => $"n.{n}"))}, {version} from pg_temp.metrics_latest as n
            where not n._deleted and not exists (select from {stored} as r where r.{RowsAt.To} is null and {sameKey})
            """, ct);
        return (ended, written);
    }
}
