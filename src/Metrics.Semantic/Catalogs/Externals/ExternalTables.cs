using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs.Binding;
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
        var named = draft.Sound.Models.Select(m => (m.Table, Schema: m.Relation?.Schema))
            .Concat(draft.Sound.TimeSpines.Select(t => (t.Table, Schema: t.Relation?.Schema)))
            .Where(t => !published.Contains(t.Table))
            .DistinctBy(t => t.Table, StringComparer.Ordinal);
        var found = new List<BindableTable>();
        foreach (var (table, schema) in named)
        {
            var place = schema ?? external.Schema;
            var columns = await ColumnsAsync(connection, place, table, ct);
            if (columns.Count > 0)
                found.Add(new BindableTable(table, table, columns, []) { Schema = place });
        }

        return found;
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
