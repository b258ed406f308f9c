using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>Measures how much of a table a run changes, before it writes: exactly where that is cheap, else from a sample.</summary>
internal static class ChangeEstimate
{
    /// <summary>How many rows are sampled; tables with no more are read whole.</summary>
    public const long SampledRows = 10_000;

    /// <summary>How many rows of an input were written or ended between two of its versions.</summary>
    public static async Task<(long Written, long Ended)> OfInputAsync(
        NpgsqlConnection connection, InputChanges changes, CancellationToken ct)
    {
        var stored = SqlSpelling.Stored(changes.Input.Relation);
        await using var command = new NpgsqlCommand(
            $"""
            select
              (select count(*) from {stored}
               where {RowsAt.From} > $1 and {RowsAt.From} <= $2 and ({RowsAt.To} is null or {RowsAt.To} > $2)),
              (select count(*) from {stored} where {RowsAt.To} > $1 and {RowsAt.To} <= $2 and {RowsAt.From} <= $1)
            """, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue(changes.Since);
        command.Parameters.AddWithValue(changes.Input.RowsAt!.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>How many of the new rows the published table does not have, and how many of its rows are not among the new ones.</summary>
    public static async Task<(long Written, long Ended)> OfRowsAsync(
        NpgsqlConnection connection, BuiltVersion published, EquatableList<TableColumn> columns, NewRows rows, CancellationToken ct)
    {
        var percent = (100d * SampledRows / rows.Count).ToString("0.######", CultureInfo.InvariantCulture);
        var sample = rows.Count <= SampledRows ? NewRows.Table : $"{NewRows.Table} tablesample system ({percent}) repeatable (1)";
        // Inside FILTER the rows are looked up one by one in the key's index; a join would read the whole table.
        await using var command = new NpgsqlCommand(
            $"""
            select count(*), count(*) filter (where not exists (
              select from {SqlSpelling.Stored(published.Relation)} as r
              where {RowsAt.Visible(published.RowsAt!.Value, "r")} and {rows.SameKey("r", "n")} and {NewRows.Same(columns, "r", "n")}))
            from (select * from {sample}) as n
            """, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (looked, differ) = (reader.GetInt64(0), reader.GetInt64(1));
        var written = looked == 0 ? rows.Count : (long)Math.Round(rows.Count * (differ / (double)looked));
        return (written, Math.Max(0, published.Rows - (rows.Count - written)));
    }
}
