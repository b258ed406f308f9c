using System.Text.Json;
using Metrics.Domain;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>The catalog as it was published: texts, and the types that its expressions had.</summary>
public sealed record PublishedCatalog(CatalogSource Source, EquatableList<BoundType> Types)
{
    /// <summary>Nothing published.</summary>
    public static PublishedCatalog Empty { get; } = new(CatalogSource.Empty, []);

    /// <summary>The settings that matter to a catalog, as a file that belongs to no pack; null when there are none.</summary>
    public CatalogFile? Settings => Source.SharedEntities.Count == 0 ? null : new CatalogFile(
        CatalogFolder.SettingsFile, "",
        $"shared_entities: "
        + $"[{string.Join(", ", Source.SharedEntities.Order(StringComparer.Ordinal).Select(e => $"\"{JsonEncodedText.Encode(e)}\""))}]\n");

    /// <summary>Every file with its text, including the settings.</summary>
    public EquatableList<CatalogFile> Files => Settings is { } settings ? [.. Source.Files, settings] : Source.Files;

    /// <summary>The catalog of these files and types, given in any order.</summary>
    public static PublishedCatalog Of(IReadOnlyList<CatalogFile> files, IEnumerable<BoundType> types)
    {
        var settings = files.FirstOrDefault(f => f.Pack.Length == 0);
        return Of(
            new CatalogSource(
                files.Where(f => f.Pack.Length > 0).OrderBy(f => f.Path, StringComparer.Ordinal).ToEquatableList(),
                settings is null ? [] : CatalogFolder.SharedEntities(settings.Text)),
            types);
    }

    /// <summary>The catalog of a source and types, given in any order.</summary>
    public static PublishedCatalog Of(CatalogSource source, IEnumerable<BoundType> types) => new(
        source, types.OrderBy(t => t.Model, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal).ToEquatableList());

    /// <summary>Reads the contract views on a connection, in the transaction that it is in.</summary>
    public static async Task<PublishedCatalog> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var files = await ReadAsync(
            connection, "select path, pack, text, kept from ops.api_catalog_file order by path",
            r => new CatalogFile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetBoolean(3)), ct);
        var types = await ReadAsync(
            connection, "select model, name, sql_type from ops.api_catalog_type",
            r => new BoundType(r.GetString(0), r.GetString(1), r.GetString(2)), ct);
        return Of(files, types);
    }

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }
}
