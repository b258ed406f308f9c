using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Security;

/// <summary>
/// Recognises requests that a page of another site made a browser send. Such a page cannot read the answer, but computing it costs
/// something, and a browser on this machine would pass for a caller of this machine.
/// </summary>
internal static class OtherSites
{
    private const string SameOrigin = "same-origin";

    /// <summary>True when a page of another origin caused the request. An origin is scheme, host and port.</summary>
    public static bool Sent(HttpRequest request)
    {
        // Set by the browser, and pages cannot change it: same-origin, none (typed, or a bookmark), same-site, cross-site.
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && !Says(site, SameOrigin) && !Says(site, "none"))
            return true;
        var origin = request.Headers.Origin;
        if (origin.Count == 0 || IsOwn(origin, request))
            return false;
        // Behind a proxy that ends TLS, the page's scheme and port differ from those of this process, so the browser's header decides.
        return !(Says(site, SameOrigin) && SignsOfProxies.In(request) is not null);
    }

    /// <summary>True when a person followed a link: a GET of a whole document, which changes nothing.</summary>
    public static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && Says(request.Headers["Sec-Fetch-Mode"], "navigate")
        && Says(request.Headers["Sec-Fetch-Dest"], "document");

    private static bool Says(StringValues header, string word) => header.Count == 1 && header[0] == word;

    private static bool IsOwn(StringValues origin, HttpRequest request)
    {
        var (scheme, host) = (request.Scheme, request.Host.Value ?? "");
        // Browsers leave out the scheme's default port; other clients may not.
        var usual = scheme == Uri.UriSchemeHttps ? ":443" : ":80";
        if (host.EndsWith(usual, StringComparison.Ordinal))
            host = host[..^usual.Length];
        return origin.Count == 1 && string.Equals(origin[0], $"{scheme}://{host}", StringComparison.OrdinalIgnoreCase);
    }
}
