using System.Text.Json.Nodes;

namespace Metrics.Conformance.Comparing;

/// <summary>What became of one case; one line of the report.</summary>
internal sealed record Verdict(string PackFile, string Id, string Status)
{
    public int? HttpStatus { get; init; }

    public JsonNode? Columns { get; init; }

    public JsonNode? Rows { get; init; }

    public string? Sql { get; init; }

    public string? Reason { get; init; }

    public JsonNode? Issues { get; init; }

    public JsonObject ToJson()
    {
        var line = new JsonObject { ["pack_file"] = PackFile, ["id"] = Id, ["status"] = Status, ["http_status"] = HttpStatus };
        line["columns"] = Columns?.DeepClone();
        line["rows"] = Rows?.DeepClone();
        line["sql"] = Sql;
        line["reason"] = Reason;
        if (Issues is not null)
            line["issues"] = Issues.DeepClone();
        return line;
    }
}
