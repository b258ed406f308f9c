using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>Asks PostgreSQL for a query's columns without running it, and refuses columns without a proper name or an exact type.</summary>
internal static class QueryColumns
{
    public static async Task<EquatableList<TableColumn>> DescribeAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ModelNode model, string sql, CancellationToken ct)
    {
        await transaction.SaveAsync("describe", ct);
        await ExecuteAsync(connection, $"create temporary view metrics_describe as\n{sql}", ct);
        var columns = await ReadAsync(connection, "pg_temp.metrics_describe", ct);
        await transaction.RollbackAsync("describe", ct);
        foreach (var column in columns)
        {
            if (column.Name.StartsWith('?') || column.Name.StartsWith(ReservedColumns.Versions, StringComparison.Ordinal))
                throw Refused(
                    model, DiagnosticCode.InvalidName, $"'{model.Name}' has a column called '{column.Name}'",
                    "name every column with 'as'; names that begin with _v_ are reserved");
            if (column.Type is "numeric" or "numeric[]")
            {
                throw Refused(
                    model, DiagnosticCode.UnconstrainedType,
                    $"'{model.Name}': column '{column.Name}' is numeric without precision and scale",
                    $"write a cast such as (…)::numeric(28,6) as {column.Name}");
            }
        }

        return columns;
    }

    /// <summary>The columns of a relation in order, with types as PostgreSQL prints them.</summary>
    public static async Task<EquatableList<TableColumn>> ReadAsync(NpgsqlConnection connection, string relation, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select attname, format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = relation });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = new List<TableColumn>();
        while (await reader.ReadAsync(ct))
            columns.Add(new TableColumn(reader.GetString(0), reader.GetString(1)));
        return columns.ToEquatableList();
    }

    private static ModelBuildException Refused(ModelNode model, DiagnosticCode code, string message, string hint) =>
        new(new Diagnostic(code, message, model.Location, hint));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
