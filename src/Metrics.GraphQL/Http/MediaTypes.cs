using System.Globalization;

namespace Metrics.GraphQL.Http;

/// <summary>Reads the headers <c>Accept</c> and <c>Content-Type</c>.</summary>
public static class MediaTypes
{
    /// <summary>The value of <c>Content-Type</c> for a response.</summary>
    public static string HeaderFor(ResponseMediaType type) => type == ResponseMediaType.Json
        ? "application/json; charset=utf-8"
        : "application/graphql-response+json; charset=utf-8";

    /// <summary>The best type for an <c>Accept</c> header; JSON when there is none; null when nothing fits (status 406).</summary>
    public static ResponseMediaType? Negotiate(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
            return ResponseMediaType.Json;
        // OrderBy is stable: among types of equal quality the first one named wins.
        var best = accept.Split(',').Select(Read).Where(x => x.Type is not null && x.Quality > 0).OrderByDescending(x => x.Quality)
            .FirstOrDefault();
        return best.Type;
    }

    /// <summary>Whether a request's body is JSON in UTF-8; otherwise the status is 415.</summary>
    public static bool IsJson(string? contentType)
    {
        var (name, parameters) = Split(contentType ?? "");
        return name == "application/json" && IsUtf8(parameters);
    }

    private static (ResponseMediaType? Type, double Quality) Read(string entry)
    {
        var (name, parameters) = Split(entry);
        ResponseMediaType? type = name switch
        {
            _ when !IsUtf8(parameters) => null,
            "application/graphql-response+json" => ResponseMediaType.GraphQLResponse,
            "application/json" or "application/*" or "*/*" => ResponseMediaType.Json,
            _ => null,
        };
        var quality = parameters.TryGetValue("q", out var text)
            ? double.TryParse(text, CultureInfo.InvariantCulture, out var q) ? q : 0
            : 1;
        return (type, quality);
    }

    private static (string Name, Dictionary<string, string> Parameters) Split(string entry)
    {
        var parts = entry.Split(';', StringSplitOptions.TrimEntries);
        Dictionary<string, string> parameters = [];
        foreach (var pair in parts.Skip(1).Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries)).Where(p => p.Length == 2))
            parameters[pair[0].ToLowerInvariant()] = pair[1].Trim('"').ToLowerInvariant();
        return (parts[0].ToLowerInvariant(), parameters);
    }

    private static bool IsUtf8(Dictionary<string, string> parameters) =>
        !parameters.TryGetValue("charset", out var charset) || charset is "utf-8" or "utf8";
}
