using System.Text.Json;
using System.Text.Json.Nodes;

namespace Metrics.Conformance.Packs;

/// <summary>A folder of cases: tables, manifests, questions with the rows they must give.</summary>
internal sealed class Pack(string folder)
{
    // Kinds of cases that ask one question and name their rows.
    private static readonly string[] _questionFiles = ["check_query", "engine_output", "engine_rendered", "metric_filter_matrix"];

    public string TablesFolder => Path.Combine(folder, "tables");

    public JsonObject Tables() => Object(Path.Combine(TablesFolder, "_tables.json"));

    /// <summary>Every case that asks a question, with the name of its file.</summary>
    public IEnumerable<(string File, JsonObject Case)> Questions() =>
        from file in _questionFiles
        let path = Path.Combine(folder, "cases", $"{file}.jsonl")
        where File.Exists(path)
        from line in File.ReadLines(path)
        where line.Length > 0
        select (file, JsonNode.Parse(line)!.AsObject());

    /// <summary>By manifest and metric, what it may be cut by.</summary>
    public JsonObject? GroupBys() => Optional(Path.Combine(folder, "cases", "available_group_bys.json"))?.AsObject();

    public string Manifest(string name) => File.ReadAllText(Path.Combine(folder, "manifests", $"{name}.json"));

    /// <summary>Manifests of the negative cases, by reference.</summary>
    public Dictionary<string, string> NegativeManifests()
    {
        var path = Path.Combine(folder, "negative", "manifests.jsonl");
        return !File.Exists(path) ? [] : File.ReadLines(path).Where(l => l.Length > 0).Select(l => JsonNode.Parse(l)!)
            .ToDictionary(n => n["ref"]!.GetValue<string>(), n => n["manifest"]!.ToJsonString());
    }

    public JsonArray Negative(string file) => Optional(Path.Combine(folder, "negative", file))?.AsArray() ?? [];

    /// <summary>A file that a case names.</summary>
    public string PathOf(string relative) => Path.Combine(folder, relative);

    private static JsonNode? Optional(string path) =>
        File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path), documentOptions: new JsonDocumentOptions { MaxDepth = 256 }) : null;

    private static JsonObject Object(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();
}
