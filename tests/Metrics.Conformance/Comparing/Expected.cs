using System.IO.Compression;
using System.Text.Json.Nodes;
using Metrics.Conformance.Packs;

namespace Metrics.Conformance.Comparing;

/// <summary>The rows a case must give.</summary>
internal sealed record Expected(IReadOnlyList<string> Columns, IReadOnlyList<Cell[]> Rows)
{
    /// <summary>The case's rows, and those that are as right.</summary>
    public static IEnumerable<Expected> Of(JsonObject question, Pack pack) => new[] { question["expected"] }.OfType<JsonNode>()
        .Concat(question["expected_alternatives"] is JsonArray others ? others.OfType<JsonNode>() : [])
        .Select(e => Read(e, pack));

    private static Expected Read(JsonNode expected, Pack pack)
    {
        var columns = expected["columns"]!.AsArray()
            .Select(c => (Name: c!["name"]!.GetValue<string>(), Type: c["type"]!.GetValue<string>())).ToList();
        var names = columns.Select(c => c.Name).ToList();
        if (expected["rows_file"]?.GetValue<string>() is not { } file)
            return new Expected(names, [.. expected["rows"]!.AsArray().Select(r => r!.AsArray().Select(Cell.Of).ToArray())]);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(pack.PathOf(file)), CompressionMode.Decompress));
        var header = CsvLine.Split(reader.ReadLine()!);
        var types = header.Select(h => columns.First(c => c.Name == h).Type).ToList();
        var rows = new List<Cell[]>();
        while (reader.ReadLine() is { } line)
            rows.Add([.. CsvLine.Split(line).Select((text, i) => Cell.Of(text, types[i]))]);
        return new Expected(header, rows);
    }
}
