using System.Collections.Frozen;

namespace Metrics.Api.Security;

/// <summary>
/// What a proxy leaves on a request that it passes on. One is enough to know that the caller is somebody behind it, wherever that is.
/// None proves nothing:
/// a proxy may be silent, which is why callers without a key are let in by a setting only.
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

    /// <summary>The first sign, in words; null when there is none.</summary>
    public static string? In(HttpRequest request)
    {
        // Programs have spoken HTTP/1.1 since 1997; nginx speaks 1.0 to what is behind it unless it is told otherwise.
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
