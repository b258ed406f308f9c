using Metrics.Refresh.Sql;
using Metrics.Domain;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>The statements that create relations in schema <c>store</c>; every table of a query's rows is created here.</summary>
internal static class StoredRelation
{
    /// <summary>Creates a table from a query and returns its number of rows.</summary>
    public static async Task<long> CreateTableFromAsync(NpgsqlConnection connection, string relation, string sql, CancellationToken ct)
    {
        // A batch, because only its commands report how many rows CREATE TABLE AS wrote.
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
    /// Vacuums a table right after its commit. Otherwise its first reader would check for every row that it is committed, note that in the
    /// row's page, and so write every page again. Afterwards index-only scans are possible, too. Must run outside a transaction.
    /// </summary>
    public static async Task SettleAsync(NpgsqlConnection connection, string relation, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"vacuum (truncate off) {SqlSpelling.Stored(relation)}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Creates the declared indexes and collects statistics, before the table is read.</summary>
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
