using Metrics.Domain.Refreshing;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Loading;

/// <summary>Makes physical relations in schema <c>store</c>: the one place where an engine that spreads tables would differ.</summary>
internal static class StoreTable
{
    public static async Task CreateAsync(NpgsqlConnection connection, string relation, IEnumerable<TableColumn> columns, CancellationToken ct)
    {
        var list = string.Join(", ", columns.Select(c => $"{SqlText.Identifier(c.Name)} {c.Type}"));
        await using var command = new NpgsqlCommand($"create table {SqlText.Stored(relation)} ({list})", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The COPY that fills a relation made in this very transaction: its rows are stored as seen by everyone who sees the table.</summary>
    public static string CopyFrozen(string relation, IEnumerable<TableColumn> columns) =>
        $"copy {SqlText.Stored(relation)} ({string.Join(", ", columns.Select(c => SqlText.Identifier(c.Name)))}) from stdin (format binary, freeze)";
}
