using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Sql;
using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>
/// Has PostgreSQL describe authors' SQL, on one connection. Statements are prepared and not run, unless the question is about rows.
/// </summary>
internal sealed partial class PostgresDescriber(NpgsqlConnection connection) : IDescriber
{
    private const string Columns =
        """
        select a.attname, format_type(a.atttypid, a.atttypmod)
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')
        order by a.attnum
        """;

    // Also in a WHERE clause, where PostgreSQL refuses what is no expression over one row: aggregates, window functions, sets.
    public Task<Description> DescribeAsync(SqlSource.Relation table, IReadOnlyList<string> expressions, CancellationToken ct) => TryAsync(
        new NpgsqlCommand(
            $"""
            select {string.Join(", ", expressions.Select((e, i) => $"({e}\n) as c{i}"))}
            from (select {string.Join(", ", table.Columns.Select(Quote))} from {Place(table)}) as {Quote(table.Alias)}
            where {string.Join(" and ", expressions.Select(e => $"({e}\n) is not null"))}
            """),
        ct);

    public Task<Description> DescribeAsync(SqlSelect select, CancellationToken ct)
    {
        var statement = PostgresDialect.Render(select);
        var command = new NpgsqlCommand(statement.Text);
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(PostgresParameters.Bind(parameter));
        return TryAsync(command, ct);
    }

    public Task<string?> ChangeKeyProblemAsync(string changeKey, CancellationToken ct) =>
        new ChangeKey(changeKey).ProblemAsync(connection, ct);

    public Task<bool?> RepeatsAsync(SqlSource.Relation table, IReadOnlyList<string> expressions, CancellationToken ct)
    {
        var columns = string.Join(", ", expressions.Select((e, i) => $"({e}\n) as k{i}"));
        var keys = string.Join(", ", expressions.Select((_, i) => $"k{i}"));
        return AskAsync(
            $"select exists (select from (select {columns} from {Place(table)} as {Quote(table.Alias)}) as t "
            + $"where k0 is not null group by {keys} having count(*) > 1)",
            ct);
    }

    // Ordered by start, any overlap is one between neighbours. A row that ends before it starts, or that has no start, is never valid.
    public async Task<bool> OverlapsAsync(SqlSource.Relation table, string thing, string start, string end, CancellationToken ct)
    {
        var version = table.RowsAt?.ToString(CultureInfo.InvariantCulture);
        var seen = version is null ? "" : $"where _v_from <= {version} and (_v_to is null or _v_to > {version})";
        return await AskAsync(
            $"""
            select exists (
              select from (
                select until, lead(since) over (partition by thing order by since, until) as following
                from (select ({thing}
            ) as thing, ({start}
            ) as since, ({end}
            ) as until from (select * from {Place(table)} {seen}) as {Quote(table.Alias)}) as held
                where thing is not null and since is not null and (until is null or until > since)) as ordered
              where following is not null and (until is null or following < until))
            """,
            ct) ?? false;
    }

    public async Task<string> DatabaseAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select current_database()", connection);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task<EquatableList<TableColumn>> ColumnsAsync(string schema, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Columns, connection)
        {
            Parameters = { new() { Value = schema }, new() { Value = table } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = new List<TableColumn>();
        while (await reader.ReadAsync(ct))
            columns.Add(new TableColumn(reader.GetString(0), reader.GetString(1)));
        return columns.ToEquatableList();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<Description> TryAsync(NpgsqlCommand asked, CancellationToken ct)
    {
        await using var command = asked;
        try
        {
            command.Connection = connection;
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, ct);
            return new Description(
                Enumerable.Range(0, reader.FieldCount).Select(i => PostgresTypes.AsPrinted(reader.GetDataTypeName(i))).ToEquatableList(),
                Problem: null);
        }
        catch (PostgresException e) when (IsAuthors(e))
        {
            return new Description([], e.MessageText)
            {
                NoColumn = e.SqlState == PostgresErrorCodes.UndefinedColumn ? NameAt(command.CommandText, e.Position) : null,
            };
        }
    }

    // PostgreSQL's message may be in any language, so the name is read at the position of the error. Null for a name with its table:
    // t.name.
    private static string? NameAt(string sql, int position)
    {
        // The position counts code points, some of which are two chars here.
        var from = 0;
        for (var i = 1; i < position && from < sql.Length; i++)
            from += char.IsSurrogatePair(sql, from) ? 2 : 1;
        if (position < 1 || from >= sql.Length)
            return null;
        var name = Name().Match(sql, from);
        return !name.Success ? null : name.Groups["quoted"] is { Success: true } quoted
            ? quoted.Value.Replace("\"\"", "\"", StringComparison.Ordinal) : name.Value;
    }

    private async Task<bool?> AskAsync(string sql, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        }
        catch (PostgresException e) when (IsAuthors(e))
        {
            return null;
        }
    }

    // Errors of syntax, names, values and features are the author's to correct. Any other error says nothing about the SQL.
    private static bool IsAuthors(PostgresException e) => e.SqlState[..2] is "42" or "22" or "0A" or "54";

    private static string Place(SqlSource.Relation table) => $"{Quote(table.Schema)}.{Quote(table.Name)}";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex("""\G("(?<quoted>([^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*)(?!\s*\.)(?![\p{L}\p{N}_$"])""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
