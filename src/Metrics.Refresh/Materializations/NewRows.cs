using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>The rows that a model's query yields now, in a temporary table, to be compared with the stored rows.</summary>
internal sealed class NewRows
{
    public const string Table = "pg_temp.metrics_new";
    private const string Repeated = "pg_temp.metrics_repeated";

    // Types in which values are equal exactly when their texts are; other types are compared as text.
    private static readonly string[] Plain =
        ["bigint", "integer", "smallint", "text", "boolean", "date", "uuid", "double precision", "real"];

    private static readonly string[] PlainPrefixes = ["numeric(", "character varying", "timestamp"];
    private readonly EquatableList<string> _key;
    private bool _repeated;

    private NewRows(EquatableList<string> key, long count) => (_key, Count) = (key, count);

    /// <summary>True when no two of them have the same key; known only after <see cref="FindRepeatedAsync"/>.</summary>
    public bool HasOneOfEachKey => !_repeated;

    /// <summary>The number of rows.</summary>
    public long Count { get; }

    public static async Task<NewRows> StoreAsync(
        NpgsqlConnection connection, ModelNode model, string sql, TouchedRows? touched, CancellationToken ct)
    {
        var count = await VersionedRelation.ExecuteAsync(
            connection, $"create temporary table metrics_new on commit drop as\n{Filtered(sql, touched)}", ct);
        await VersionedRelation.ExecuteAsync(connection, $"analyze {Table}", ct);
        if (touched is { MustFit: true })
            await RefuseOthersAsync(connection, model, touched, ct);
        return new NewRows(model.Key, count);
    }

    /// <summary>Finds keys that several rows have; must run before the rows are compared with stored ones.</summary>
    public async Task FindRepeatedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var keys = string.Join(", ", _key.Select(SqlSpelling.Identifier));
        _repeated = await VersionedRelation.ExecuteAsync(connection,
            $"create temporary table metrics_repeated on commit drop as {RepeatedKeys.In(Table, keys)}", ct) > 0;
    }

    /// <summary>
    /// The condition that a stored and a new row have the same key. A row with a null in its key equals none: it is written, and the
    /// key's test reports it.
    /// </summary>
    public string SameKey(string stored, string fresh) =>
        string.Join(" and ", _key.Select(k => $"{stored}.{SqlSpelling.Identifier(k)} = {fresh}.{SqlSpelling.Identifier(k)}"));

    /// <summary>
    /// The condition that only one new row has this key, so that it can be matched with the stored row. All rows of a repeated key are
    /// written, and the key's test reports them.
    /// </summary>
    public string Single(string fresh) => _repeated ? $" and not exists (select from {Repeated} as p where {SameKey("p", fresh)})" : "";

    public static string Same(IEnumerable<TableColumn> columns, string stored, string fresh) =>
        string.Join(" and ", columns.Select(c => $"{Comparable(c, stored)} is not distinct from {Comparable(c, fresh)}"));

    private static string Comparable(TableColumn column, string alias)
    {
        var name = $"{alias}.{SqlSpelling.Identifier(column.Name)}";
        return Plain.Contains(column.Type)
            || PlainPrefixes.Any(p => column.Type.StartsWith(p, StringComparison.Ordinal))
                && !column.Type.EndsWith("[]", StringComparison.Ordinal)
            ? name
            : $"{name}::text";
    }

    private static string Filtered(string sql, TouchedRows? touched)
    {
        if (touched is null or { MustFit: true })
            return sql;
        var parts = touched.Scopes.Select(
            s => $"select q.* from q {(s.Table is null ? $"where {s.On("q")}" : $"join {s.Table} as w on {s.On("q")}")}");
        return $"with q as (\n{sql}\n)\n{string.Join("\nunion all\n", parts)}";
    }

    private static async Task RefuseOthersAsync(NpgsqlConnection connection, ModelNode model, TouchedRows touched, CancellationToken ct)
    {
        var fits = string.Join(
            " or ", touched.Scopes.Select(s => s.Table is null ? s.On("n") : $"exists (select from {s.Table} as w where {s.On("n")})"));
        await using var command =
            new NpgsqlCommand($"select count(*) from {Table} as n where not ({fits})", connection) { CommandTimeout = 0 };
        if (await command.ExecuteScalarAsync(ct) is long others and > 0)
        {
            throw new ModelBuildException(new Diagnostic(
                DiagnosticCode.WrongIncrement,
                $"'{model.Name}': the changed rows of '{model.Increment!.From}' yield {others} rows "
                    + "with other values than they have themselves",
                model.Increment.Location,
                "'match' must name columns that a row of the model copies unchanged from the input's row; "
                    + "leave 'increment' out to compare all rows"));
        }
    }
}
