using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>How many rows a version ended and wrote.</summary>
internal sealed record RowChange(long Ended, long Written);

/// <summary>Writes the difference between what a model yields now and what is stored, as rows of a new version.</summary>
internal static class RowMerge
{
    public static async Task<RowChange> ApplyAsync(
        NpgsqlConnection connection, string relation, EquatableList<TableColumn> columns, NewRows rows, TouchedRows? touched, long version, CancellationToken ct)
    {
        var (stored, number) = (SqlText.Stored(relation), VersionedRelation.Text(version));
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

        var names = string.Join(", ", columns.Select(c => SqlText.Identifier(c.Name)));
        var written = await VersionedRelation.ExecuteAsync(connection,
            $"""
            insert into {stored} ({names}, {RowsAt.From})
            select {string.Join(", ", columns.Select(c => $"n.{SqlText.Identifier(c.Name)}"))}, {number} from {NewRows.Table} as n
            where not exists (select from {stored} as r where r.{RowsAt.To} is null and {same})
            """, ct);
        return new RowChange(ended, written);
    }
}
