using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Security;

/// <summary>
/// Tells requests that a page of another site made a browser send. Such a page cannot read the answer, but what it makes the browser ask
/// costs something here,
/// and a browser on this machine would pass for a caller of this machine.
/// </summary>
internal static class OtherSites
{
    private const string SameOrigin = "same-origin";

    /// <summary>True when a page of another origin is behind it; an origin is scheme, host and port together.</summary>
    public static bool Sent(HttpRequest request)
    {
        // The browser's own word, which no page can change: same-origin, none (typed, or a bookmark), same-site, cross-site.
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && !Says(site, SameOrigin) && !Says(site, "none"))
            return true;
        var origin = request.Headers.Origin;
        if (origin.Count == 0 || IsOwn(origin, request))
            return false;
        // Behind a proxy that ends TLS, the page's scheme and port are not those of this process: the browser's word has to do.
        return !(Says(site, SameOrigin) && SignsOfProxies.In(request) is not null);
    }

    /// <summary>
    /// True when it is a link that somebody followed: a whole page that is fetched, not a part of one, and nothing that changes anything.
    /// </summary>
    public static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && Says(request.Headers["Sec-Fetch-Mode"], "navigate")
        && Says(request.Headers["Sec-Fetch-Dest"], "document");

    private static bool Says(StringValues header, string word) => header.Count == 1 && header[0] == word;

    private static bool IsOwn(StringValues origin, HttpRequest request)
    {
        var (scheme, host) = (request.Scheme, request.Host.Value ?? "");
        // Browsers leave out the port that goes without saying; others may not.
        var usual = scheme == Uri.UriSchemeHttps ? ":443" : ":80";
        if (host.EndsWith(usual, StringComparison.Ordinal))
            host = host[..^usual.Length];
        return origin.Count == 1 && string.Equals(origin[0], $"{scheme}://{host}", StringComparison.OrdinalIgnoreCase);
    }
}
