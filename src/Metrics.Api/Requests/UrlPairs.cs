namespace Metrics.Api.Requests;

/// <summary>Reads the query string.</summary>
internal static class UrlPairs
{
    /// <summary>The decoded pairs of a URL; a key may occur several times.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(HttpRequest request) =>
        request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
}
