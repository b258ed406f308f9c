using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>How many rows a version ended and wrote.</summary>
internal sealed record RowChange(long Ended, long Written);

/// <summary>Writes the difference between a model's present and stored rows as a new version.</summary>
internal static class RowMerge
{
    private const string Differing = "pg_temp.metrics_differing";

    /// <summary>Merges the whole table by one join, which reads each side once. Neither side may have two rows of one key.</summary>
    public static async Task<RowChange> ApplyWholeAsync(
        NpgsqlConnection connection, string relation, EquatableList<TableColumn> columns, NewRows rows, long version, CancellationToken ct)
    {
        var (stored, number) = (SqlSpelling.Stored(relation), VersionedRelation.Text(version));
        await VersionedRelation.ExecuteAsync(connection,
            $"""
            create temporary table metrics_differing on commit drop as
            select n._row as _new, r._row as _old
            from (select ctid as _row, * from {NewRows.Table}) as n
            full join (select ctid as _row, * from {stored} where {RowsAt.To} is null) as r on {rows.SameKey("r", "n")}
            where n._row is null or r._row is null or not ({NewRows.Same(columns, "r", "n")})
            """, ct);
        await VersionedRelation.ExecuteAsync(connection, $"analyze {Differing}", ct);
        var ended = await VersionedRelation.ExecuteAsync(
            connection, $"update {stored} as r set {RowsAt.To} = {number} from {Differing} as d where r.ctid = d._old", ct);
        var names = columns.Select(c => SqlSpelling.Identifier(c.Name)).ToList();
        var written = await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {stored} ({string.Join(", ", names)}, {RowsAt.From})
            select {string.Join(", ", names.Select(c => $"n.{c}"))}, {number}
            from {NewRows.Table} as n join {Differing} as d on n.ctid = d._new
            """, ct);
        return new RowChange(ended, written);
    }

    public static async Task<RowChange> ApplyAsync(
        NpgsqlConnection connection, string relation, EquatableList<TableColumn> columns, NewRows rows, TouchedRows? touched, long version,
        CancellationToken ct)
    {
        var (stored, number) = (SqlSpelling.Stored(relation), VersionedRelation.Text(version));
        var same = $"{rows.SameKey("r", "n")} and {NewRows.Same(columns, "r", "n")}{rows.Single("n")}";
        var ended = 0L;
        foreach (var scope in touched?.Scopes ?? [new RowScope(null, _ => "true")])
        {
            ended += await VersionedRelation.ExecuteAsync(connection,
                $"""
                update {stored} as r set {RowsAt.To} = {number}{(scope.Table is null ? "" : $" from {scope.Table} as w")}
                where r.{RowsAt.To} is null and {scope.On("r")} and not exists (select from {NewRows.Table} as n where {same})
                """, ct);
        }

        var names = string.Join(", ", columns.Select(c => SqlSpelling.Identifier(c.Name)));
        var written = await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {stored} ({names}, {RowsAt.From})
            select {string.Join(", ", columns.Select(c => $"n.{SqlSpelling.Identifier(c.Name)}"))}, {number} from {NewRows.Table} as n
            where not exists (select from {stored} as r where r.{RowsAt.To} is null and {same})
            """, ct);
        return new RowChange(ended, written);
    }
}
