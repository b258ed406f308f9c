using Metrics.Refresh.Sql;
using Metrics.Domain;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>The statements that make a relation of schema <c>store</c>; every table that holds a query's rows is created here.</summary>
internal static class StoredRelation
{
    /// <summary>Creates a table from a query and says how many rows it has.</summary>
    public static async Task<long> CreateTableFromAsync(NpgsqlConnection connection, string relation, string sql, CancellationToken ct)
    {
        // A batch, because only its commands say how many rows CREATE TABLE AS wrote.
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        var command = new NpgsqlBatchCommand($"create table {SqlSpelling.Stored(relation)} as\n{sql}");
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
        return (long)command.Rows;
    }

    public static async Task CreateViewFromAsync(NpgsqlConnection connection, string relation, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"create view {SqlSpelling.Stored(relation)} as\n{sql}", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Reads a table that was just committed once, so that nobody else has to: whoever comes first finds out of every row that it is
    /// there to stay, writes that into its page, and with it every page again. From then on indexes answer alone, too. Outside of any
    /// transaction.
    /// </summary>
    public static async Task SettleAsync(NpgsqlConnection connection, string relation, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"vacuum (truncate off) {SqlSpelling.Stored(relation)}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Declared indexes and statistics, before anyone reads the table.</summary>
    public static async Task FinishTableAsync(
        NpgsqlConnection connection, string relation, EquatableList<EquatableList<string>> indexes, CancellationToken ct)
    {
        var statements = indexes
            .Select(
                columns => $"create index on {SqlSpelling.Stored(relation)} ({string.Join(", ", columns.Select(SqlSpelling.Identifier))})")
            .Append($"analyze {SqlSpelling.Stored(relation)}");
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
