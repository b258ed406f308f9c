using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs.Binding;
using Metrics.Semantic.Catalogs.Definitions;
using Npgsql;

namespace Metrics.Semantic.Catalogs.Externals;

/// <summary>Looks into a plain schema for the tables that definitions name and no refresh publishes.</summary>
internal static class ExternalTables
{
    private const string Sql =
        """
        select a.attname, format_type(a.atttypid, a.atttypmod)
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')
        order by a.attnum
        """;

    /// <summary>The tables of this name that are there; a definition that names its table's schema is believed.</summary>
    public static async Task<IReadOnlyList<BindableTable>> ReadAsync(
        NpgsqlConnection connection, ExternalSchema external, CatalogDraft draft, IReadOnlySet<string> published, CancellationToken ct)
    {
        var named = draft.Sound.Models.Select(m => (m.Table, m.Relation)).Concat(draft.Sound.TimeSpines.Select(t => (t.Table, t.Relation)))
            .Where(t => !published.Contains(t.Table))
            .DistinctBy(t => t.Table, StringComparer.Ordinal).ToList();
        var found = new List<BindableTable>();
        var database = named.Count == 0 ? null : await DatabaseAsync(connection, ct);
        foreach (var (table, relation) in named)
        {
            var (schema, name) = PlaceOf(external, table, relation);
            // PostgreSQL reads one database; a table of the same name here is another.
            if (IsDbts(external) && relation?.Database is { } other && other != database)
                continue;
            var columns = await ColumnsAsync(connection, schema, name, ct);
            if (columns.Count > 0)
                found.Add(new BindableTable(table, name, columns, []) { Schema = schema });
        }

        return found;
    }

    /// <summary>Where a table is looked for.</summary>
    public static (string Schema, string Name) PlaceOf(ExternalSchema external, string table, NodeRelation? relation) =>
        (relation?.Schema ?? external.Schema, relation?.Schema is null ? table : relation.Name);

    /// <summary>What is to be said where the manifest was made for another database than this one.</summary>
    public static async Task<Finding?> OtherDatabaseAsync(NpgsqlConnection connection, ExternalSchema external, CancellationToken ct) =>
        external.Database is { } made && await DatabaseAsync(connection, ct) is var here && made != here
            ? new Finding(Breaks: null, new Diagnostic(
                DiagnosticCode.Doubtful,
                    $"{external.Manifest} was made for the database '{made}', and this is '{here}'; its tables are looked for here",
                external.At, "make it for the target that is asked: dbt parse --target NAME"))
            : null;

    private static bool IsDbts(ExternalSchema external) => external.Manifest is not null || external.DbtProject is not null;

    private static async Task<string> DatabaseAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select current_database()", connection);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The table as queries read it: without a version, so that no answer over it is kept.</summary>
    public static PublishedTable Unversioned(BindableTable table) => new()
    {
        Model = table.Model, Pack = "external", Layer = Layer.Gold, Version = 0, Publication = 0, Relation = table.Relation, Schema = table.Schema, RowsAt = null,
        Columns = table.Columns, Keys = table.Keys, Ancestors = [], AsOf = null, CheckedAt = default, PublishedAt = default,
        BuiltAt = default, Rejected = [],
        LastAttempt = new Attempt(AttemptStatus.Unchanged, default, Guid.Empty, null), Held = false,
    };

    private static async Task<EquatableList<TableColumn>> ColumnsAsync(NpgsqlConnection connection, string schema, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = schema }, new() { Value = table } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = new List<TableColumn>();
        while (await reader.ReadAsync(ct))
            columns.Add(new TableColumn(reader.GetString(0), reader.GetString(1)));
        return columns.ToEquatableList();
    }
}
