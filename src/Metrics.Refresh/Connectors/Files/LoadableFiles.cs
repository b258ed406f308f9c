using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>The kinds of files that a load reads, by their extensions.</summary>
internal static class LoadableFiles
{
    private static readonly string[] Delimited = [".csv", ".tsv", ".tab", ".psv", ".txt", ".dat"];

    // Files of any kind have these, data among them: notes, settings, lists of what was delivered.
    private static readonly string[] OfAnyKind = [".txt", ".dat", ".json"];

    /// <summary>The format of a file; null when it is none that a load reads.</summary>
    public static SourceFormat? FormatOf(string path) => Extension(path) switch
    {
        ".ndjson" or ".jsonl" => SourceFormat.NdJson,
        ".json" => SourceFormat.Json,
        var other when Delimited.Contains(other) => SourceFormat.Csv,
        _ => null,
    };

    /// <summary>True when a file beside those of tables is probably data, too.</summary>
    public static bool AreData(string path, IEnumerable<string> others) => FormatOf(path) is not null
        && (!OfAnyKind.Contains(Extension(path)) || others.Any(o => Extension(o) == Extension(path)));

    /// <summary>The extension of a name in lower case, ignoring <c>.gz</c>.</summary>
    public static string Extension(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
