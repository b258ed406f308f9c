using System.Text.Json;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>The tables of a <c>manifest.json</c>, as <c>dbt parse</c> and every other dbt command write it into <c>target/</c>.</summary>
/// <param name="Nodes">Models, seeds and snapshots, those of the project itself first.</param>
/// <param name="Database">The database of most of them, taken for that of the target it was made for; null when none is named.</param>
internal sealed partial record DbtManifest(EquatableList<DbtNode> Nodes, string? Database)
{
    /// <summary>Reads a manifest; null, with a problem, when the text is not one.</summary>
    public static DbtManifest? Read(string file, string json, ICollection<Diagnostic> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("nodes", out var nodes)
                && nodes.ValueKind == JsonValueKind.Object)
                return Of(root, nodes);
            problems.Add(new Diagnostic(
                DiagnosticCode.UnreadableFile, "this is not a manifest.json of dbt: it has no nodes", new SourceLocation(file, 1, 1),
                "dbt parse writes it into target/; semantic_manifest.json is another file"));
        }
        catch (JsonException e)
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.UnreadableFile, "not valid JSON",
                    new SourceLocation(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1)));
        }

        return null;
    }

    private static DbtManifest Of(JsonElement root, JsonElement nodes)
    {
        var own = root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            ? Text(metadata, "project_name") : null;
        var read = nodes.EnumerateObject().Select(n => n.Value).Where(n => n.ValueKind == JsonValueKind.Object)
            .Where(n => Text(n, "resource_type") is "model" or "seed" or "snapshot")
            .Select(Node).OfType<DbtNode>().ToList();
        var home = read.Where(n => n.Relation.Database is not null).GroupBy(n => n.Relation.Database!, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
        return new DbtManifest(
            read.Select(n => n.Relation.Database == home ? n with { Relation = n.Relation with { Database = null } } : n)
                .OrderBy(n => n.Package == own ? 0 : 1).ThenBy(n => n.Package, StringComparer.Ordinal)
                    .ThenBy(n => n.Name, StringComparer.Ordinal)
                .ThenBy(n => n.Version, StringComparer.Ordinal).ToEquatableList(),
            home);
    }

    private static DbtNode? Node(JsonElement node)
    {
        if (Text(node, "name") is not { Length: > 0 } name)
            return null;
        var (version, latest) = (Text(node, "version"), Text(node, "latest_version"));
        var place = Place(Text(node, "relation_name"));
        var relation = new NodeRelation(
            Text(node, "database") ?? place?.Database, Text(node, "schema") ?? place?.Schema, Text(node, "alias") ?? place?.Name ?? name);
        var config = node.TryGetProperty("config", out var said) && said.ValueKind == JsonValueKind.Object ? said : default;
        var isEphemeral = config.ValueKind == JsonValueKind.Object && Text(config, "materialized") == "ephemeral";
        return new DbtNode(Text(node, "package_name") ?? "", name, version, version is null || version == latest, relation)
        {
            Unknown = isEphemeral ? "it is ephemeral, so there is no table" : relation.Schema is null
                ? "the manifest has no schema for it" : null,
        };
    }

    private static NodeRelation? Place(string? relation)
    {
        if (relation is null || Part().Matches(relation) is not { Count: > 1 } parts)
            return null;
        string At(int index) => parts[index].Value.Trim('"', '`', '[', ']');
        return new NodeRelation(parts.Count > 2 ? At(parts.Count - 3) : null, At(parts.Count - 2), At(parts.Count - 1));
    }

    private static string? Text(JsonElement of, string key) => !of.TryGetProperty(key, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    [GeneratedRegex("""
        "[^"]+"|`[^`]+`|\[[^\]]+\]|[^."`\[\]]+
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Part();
}
