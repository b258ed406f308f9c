using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.State;

/// <summary>What a version was made from; a row of <c>ops.version_origin</c>.</summary>
/// <param name="Inputs">The versions that it reads directly.</param>
/// <param name="Source">For a loaded table, the source it comes from: <c>storefront.transactions</c>.</param>
/// <param name="Connector">For a loaded table, the connector that read it.</param>
internal sealed record VersionOrigin(EquatableList<Ancestor> Inputs, string? Source = null, string? Connector = null);

/// <summary>What each version was made from.</summary>
internal static class OriginLog
{
    /// <summary>Writes an origin, in the transaction that registers the version.</summary>
    public static async Task WriteAsync(NpgsqlConnection builder, BuiltVersion built, VersionOrigin origin, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "insert into ops.version_origin (model, version, inputs, source, connector) values ($1, $2, $3, $4, $5)", builder);
        command.Parameters.AddWithValue(built.Model);
        command.Parameters.AddWithValue(built.Version);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, StoredJson.Write(origin.Inputs));
        command.Parameters.Add(new() { Value = (object?)origin.Source ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)origin.Connector ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The definition behind every published version; null if the release that built it did not record it.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> DefinitionsAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select p.model, v.definition
            from ops.published_table p join ops.table_version v on v.model = p.model and v.version = p.version
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var definitions = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            definitions.Add(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
        return definitions;
    }
}
