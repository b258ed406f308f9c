using System.Collections.Frozen;

namespace Metrics.Api.Security;

/// <summary>
/// The traces a proxy leaves on requests that it forwards. One is enough to know that the caller is somewhere behind a proxy. None proves
/// nothing, since a proxy may be silent: that is why callers without a key are let in only by a setting.
/// </summary>
internal static class SignsOfProxies
{
    // X-Forwarded-For, -Host, -Proto, -Port, -Server, -Prefix, …; Cloudflare, IIS, Envoy, Azure, CloudFront.
    private static readonly string[] Prefixes =
        ["X-Forwarded", "CF-", "X-Original-", "X-Envoy-", "X-Azure-", "X-Amz-Cf-", "X-ARR-", "X-Proxy"];

    private static readonly FrozenSet<string> _names = FrozenSet.ToFrozenSet(
        [
            "Forwarded", "Via", "X-Real-IP", "True-Client-IP", "Client-IP", "X-Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP",
            "Fly-Client-IP", "Proxy-Client-IP", "WL-Proxy-Client-IP", "X-Remote-IP", "X-Remote-Addr", "X-Host", "CDN-Loop",
            "X-Amzn-Trace-Id", "Proxy-Connection", "Max-Forwards",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The first sign found, by name; null when there is none.</summary>
    public static string? In(HttpRequest request)
    {
        // Clients have used HTTP/1.1 since 1997; nginx forwards as 1.0 by default.
        if (HttpProtocol.IsHttp10(request.Protocol) || HttpProtocol.IsHttp09(request.Protocol))
            return request.Protocol;
        foreach (var header in request.Headers)
        {
            if (_names.Contains(header.Key) || Array.Exists(Prefixes, p => header.Key.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
                return header.Key;
        }

        return null;
    }
}
