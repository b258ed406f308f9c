using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Metrics.Conformance.Packs;

/// <summary>
/// Columns that a manifest's expressions seem to need, guessed from their words: for tables that the pack has no data of.
/// </summary>
internal static partial class StandIn
{
    private static readonly HashSet<string> _keywords =
        ["case", "when", "then", "else", "end", "and", "or", "not", "is", "null", "true", "false", "in", "between", "like", "cast", "as",
            "date", "timestamp", "interval", "distinct", "from", "extract"];

    public static IEnumerable<((string Schema, string Name) Place, Dictionary<string, string> Columns)> Tables(
        JsonNode manifest, string schema)
    {
        var tables = new Dictionary<(string, string), Dictionary<string, string>>();
        Dictionary<string, string> Columns(JsonNode? relation)
        {
            var place = (relation?["schema_name"]?.GetValue<string>() ?? schema, relation?["alias"]?.GetValue<string>() ?? "unnamed");
            return tables.TryGetValue(place, out var known) ? known : tables[place] = [];
        }

        foreach (var model in List(manifest["semantic_models"]))
        {
            var columns = Columns(model["node_relation"]);
            // What is added up is a number, whatever else it is used as.
            foreach (var measure in List(model["measures"]))
                Add(columns, measure, TypeOf(Text(measure["agg"])));
            foreach (var dimension in List(model["dimensions"]))
                Add(columns, dimension, Text(dimension["type"]) == "time" ? "timestamp" : "text");
            foreach (var entity in List(model["entities"]))
                Add(columns, entity, "text");
        }

        foreach (var metric in List(manifest["metrics"]))
        {
            var own = metric["type_params"]?["metric_aggregation_params"];
            var model = own is null
                ? null : List(manifest["semantic_models"]).FirstOrDefault(m => Text(m["name"]) == Text(own["semantic_model"]));
            if (model is not null)
                AddWords(Columns(model["node_relation"]), Text(metric["type_params"]!["expr"])
                    ?? Text(metric["name"])!, TypeOf(Text(own!["agg"])));
        }

        foreach (var spine in List(manifest["project_configuration"]?["time_spines"]))
        {
            var columns = Columns(spine["node_relation"]);
            columns.TryAdd(Text(spine["primary_column"]?["name"]) ?? "ds", "timestamp");
            foreach (var custom in List(spine["custom_granularities"]))
                columns.TryAdd(Text(custom["column_name"]) ?? Text(custom["name"])!, "timestamp");
        }

        return tables.Where(t => t.Value.Count > 0).Select(t => (t.Key, t.Value));
    }

    private static string TypeOf(string? aggregation) => aggregation switch
    {
        "sum_boolean" => "boolean",
        "count" or "count_distinct" => "text",
        _ => "numeric(28,6)",
    };

    private static void Add(Dictionary<string, string> columns, JsonNode member, string type) =>
        AddWords(columns, Text(member["expr"]) ?? Text(member["name"])!, type);

    private static void AddWords(Dictionary<string, string> columns, string expr, string type)
    {
        var words = Word().Matches(expr).Select(m => m.Value).Where(w => !_keywords.Contains(w.ToLowerInvariant())).ToList();
        foreach (Match alone in Condition().Matches(expr))
            columns.TryAdd(alone.Groups["word"].Value, "boolean");
        foreach (var word in words)
            columns.TryAdd(
                word, word.StartsWith("is_", StringComparison.Ordinal) ? "boolean" : words.Count == 1 && word == expr.Trim()
                    ? type : "text");
    }

    private static IEnumerable<JsonNode> List(JsonNode? node) => node is JsonArray array ? array.OfType<JsonNode>() : [];

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToString();

    [GeneratedRegex(@"\bwhen\s+(?<word>[A-Za-z_]\w*)\s+then\b", RegexOptions.IgnoreCase)]
    private static partial Regex Condition();

    [GeneratedRegex(@"(?<!['\w.])[A-Za-z_]\w*(?![\w'(])")]
    private static partial Regex Word();
}
