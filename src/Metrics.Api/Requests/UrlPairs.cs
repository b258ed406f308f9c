namespace Metrics.Api.Requests;

/// <summary>What a URL says.</summary>
internal static class UrlPairs
{
    /// <summary>The pairs of a URL, decoded, in which a key may occur several times.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(HttpRequest request) =>
        request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
}
