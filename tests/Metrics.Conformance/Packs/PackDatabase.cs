using System.Text.Json.Nodes;
using Npgsql;

namespace Metrics.Conformance.Packs;

/// <summary>The pack's tables in a throw-away database, loaded once; and empty ones for what a manifest names without data.</summary>
internal sealed class PackDatabase(string connectionString, string schema)
{
    public string ConnectionString => connectionString;

    public string Schema => schema;

    public static async Task<PackDatabase> LoadAsync(string connectionString, Pack pack, CancellationToken ct)
    {
        var described = pack.Tables();
        var database = new PackDatabase(connectionString, described["schema"]!.GetValue<string>());
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await RunAsync(connection, $"create schema {Quote(database.Schema)}", ct);
        foreach (var (name, table) in described["tables"]!.AsObject())
        {
            var place = $"{Quote(database.Schema)}.{Quote(name)}";
            var columns = table!["columns"]!.AsArray()
                .Select(c => $"{Quote(c!["name"]!.GetValue<string>())} {SqlType(c["type"]!.GetValue<string>())}");
            await RunAsync(connection, $"create table {place} ({string.Join(", ", columns)})", ct);
            await using var import = await connection.BeginTextImportAsync(
                $"copy {place} from stdin (format csv, header true, null '\\N')", ct);
            await import.WriteAsync((await File.ReadAllTextAsync(Path.Combine(pack.TablesFolder, $"{name}.csv"), ct)).AsMemory(), ct);
        }

        await RunAsync(connection, "analyze", ct);
        return database;
    }

    /// <summary>
    /// Makes empty tables for models whose table has no data in the pack, so that questions about them can at least be judged.
    /// </summary>
    public async Task StandInAsync(JsonNode manifest, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        foreach (var (place, columns) in StandIn.Tables(manifest, schema))
        {
            await RunAsync(connection, $"create schema if not exists {Quote(place.Schema)}", ct);
            var list = string.Join(", ", columns.Select(c => $"{Quote(c.Key)} {c.Value}"));
            await RunAsync(connection, $"create table if not exists {Quote(place.Schema)}.{Quote(place.Name)} ({list})", ct);
        }
    }

    private static string SqlType(string type) => type switch
    {
        "string" => "text",
        "integer" => "bigint",
        "number" or "float" or "double" => "double precision",
        "decimal" => "numeric(28,6)",
        "boolean" => "boolean",
        "date" => "date",
        "timestamp" => "timestamp",
        _ => throw new InvalidOperationException($"the pack has a column of the unknown type '{type}'"),
    };

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
