using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>Relations with the rows of many versions, each row with the version that wrote it and the version that ended it.</summary>
internal static class VersionedRelation
{
    /// <summary>Creates one from a query, with all rows written by one version; returns the number of rows.</summary>
    public static Task<long> CreateAsync(NpgsqlConnection connection, string relation, string sql, long version, CancellationToken ct) =>
        StoredRelation.CreateTableFromAsync(
            connection, relation,
            $"select q.*, {Text(version)}::bigint as {RowsAt.From}, null::bigint as {RowsAt.To} from (\n{sql}\n) as q", ct);

    /// <summary>Creates the indexes that readers and the next run use, then collects statistics.</summary>
    public static async Task FinishAsync(
        NpgsqlConnection connection, string relation, IEnumerable<EquatableList<string>> indexes, CancellationToken ct)
    {
        var stored = SqlSpelling.Stored(relation);
        // Rows of one version are stored together, so BRIN, the smallest kind of index, finds them.
        await ExecuteAsync(connection, $"create index on {stored} using brin ({RowsAt.From})", ct);
        await ExecuteAsync(connection, $"create index on {stored} ({RowsAt.To}) where {RowsAt.To} is not null", ct);
        await StoredRelation.FinishTableAsync(connection, relation, indexes.Distinct().ToEquatableList(), ct);
    }

    /// <summary>Undoes what versions after the given one wrote: those that were not published, or were rolled back.</summary>
    public static async Task ForgetAfterAsync(NpgsqlConnection connection, BuiltVersion basis, CancellationToken ct)
    {
        var (stored, version) = (SqlSpelling.Stored(basis.Relation), Text(basis.RowsAt!.Value));
        await ExecuteAsync(connection, $"delete from {stored} where {RowsAt.From} > {version}", ct);
        await ExecuteAsync(connection, $"update {stored} set {RowsAt.To} = null where {RowsAt.To} > {version}", ct);
        await using var command = new NpgsqlCommand(
            "delete from ops.table_version where model = $1 and relation = $2 and version > $3 and (withdrawn_at is not null or state = "
            + "'built')", connection);
        command.Parameters.AddWithValue(basis.Model);
        command.Parameters.AddWithValue(basis.Relation);
        command.Parameters.AddWithValue(basis.RowsAt!.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A copy with the rows of one version; columns it lacks are null.</summary>
    public static Task CopyAsync(
        NpgsqlConnection connection, BuiltVersion basis, string relation, EquatableList<TableColumn> columns, CancellationToken ct)
    {
        var known = basis.Columns.Select(c => c.Name).ToHashSet();
        var list = columns.Select(
            c => known.Contains(c.Name) ? SqlSpelling.Identifier(c.Name) : $"null::{c.Type} as {SqlSpelling.Identifier(c.Name)}");
        return ExecuteAsync(
            connection,
            $"create table {SqlSpelling.Stored(relation)} as select {string.Join(", ", list)}, {RowsAt.From}, null::bigint as {RowsAt.To} "
            + $"from {SqlSpelling.Stored(basis.Relation)} where {RowsAt.Visible(basis.RowsAt!.Value)}",
            ct);
    }

    internal static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    internal static async Task<long> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
        return (long)command.Rows;
    }
}
