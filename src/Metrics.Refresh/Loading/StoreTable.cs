using Metrics.Domain.Refreshing;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Loading;

/// <summary>Creates physical relations in schema <c>store</c>: the one place to change for an engine that distributes tables.</summary>
internal static class StoreTable
{
    public static Task CreateAsync(
        NpgsqlConnection connection, string relation, IEnumerable<TableColumn> columns, bool versioned, CancellationToken ct) =>
        ExecuteAsync(
            connection,
            $"create table {SqlSpelling.Stored(relation)} ({Declared(columns)}"
                + (versioned ? $", {RowsAt.From} bigint not null, {RowsAt.To} bigint)" : ")"),
            ct);

    /// <summary>A temporary table of the transaction that also keeps the rows' order.</summary>
    public static Task CreateStagedAsync(
        NpgsqlConnection connection, string name, IEnumerable<TableColumn> columns, CancellationToken ct) =>
        ExecuteAsync(connection, $"create temporary table {name} ({Declared(columns)}, _n bigint) on commit drop", ct);

    /// <summary>
    /// The COPY that fills a relation. If the relation was created in the same transaction, its rows are written frozen: visible to all
    /// who see the table, without a later vacuum.
    /// </summary>
    public static string Copy(string relation, IEnumerable<TableColumn> columns, bool versioned, bool fresh) =>
        $"copy {SqlSpelling.Stored(relation)} ({Names(columns)}{(versioned ? $", {RowsAt.From}" : "")}) "
            + $"from stdin (format binary{(fresh ? ", freeze" : "")})";

    public static string CopyStaged(string name, IEnumerable<TableColumn> columns) =>
        $"copy pg_temp.{name} ({Names(columns)}, _n) from stdin (format binary)";

    private static string Declared(IEnumerable<TableColumn> columns) =>
        string.Join(", ", columns.Select(c => $"{SqlSpelling.Identifier(c.Name)} {c.Type}"));

    private static string Names(IEnumerable<TableColumn> columns) => string.Join(", ", columns.Select(c => SqlSpelling.Identifier(c.Name)));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
