using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Refresh.Catalogs;

/// <summary>Writes a catalog in the publishing transaction. Rows of unchanged files stay, to show when each last changed.</summary>
internal static class CatalogWriter
{
    public static async Task WriteAsync(NpgsqlConnection connection, CatalogRelease release, long publication, CancellationToken ct)
    {
        var catalog = release.Catalog;
        var files = catalog.Files;
        await ExecuteAsync(
            connection, "delete from ops.catalog_file where path <> all($1)", ct, Value(files.Select(f => f.Path).ToArray()));
        await ExecuteAsync(connection,
            """
            insert into ops.catalog_file as f (path, pack, text, kept, publication)
            select path, pack, text, kept, $5 from unnest($1, $2, $3, $4) as t (path, pack, text, kept)
            on conflict (path) do update
            set pack = excluded.pack, text = excluded.text, kept = excluded.kept, publication = excluded.publication
            where (f.pack, f.text, f.kept) is distinct from (excluded.pack, excluded.text, excluded.kept)
            """, ct,
            Value(files.Select(f => f.Path).ToArray()), Value(files.Select(f => f.Pack).ToArray()),
            Value(files.Select(f => f.Text).ToArray()),
            Value(files.Select(f => f.Kept).ToArray()), Value(publication));
        await ExecuteAsync(connection, "delete from ops.catalog_type", ct);
        await ExecuteAsync(connection,
            "insert into ops.catalog_type (model, name, sql_type) select * from unnest($1, $2, $3)", ct,
            Value(catalog.Types.Select(t => t.Model).ToArray()), Value(catalog.Types.Select(t => t.Name).ToArray()),
            Value(catalog.Types.Select(t => t.SqlType).ToArray()));
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}
