using System.Net;
using Metrics.Api.Hosting;

namespace Metrics.Api.Security;

/// <summary>Who may ask without a key: callers on this machine that also name it as they call, so that a web page of elsewhere cannot.</summary>
/// <param name="Anonymous">False when everybody needs a key (<c>Metrics:Anonymous</c>).</param>
/// <param name="AllowedHosts">The names (<c>Metrics:AllowedHosts</c>).</param>
/// <param name="CorsOrigins">Origins whose pages may read answers (<c>Metrics:CorsOrigins</c>).</param>
internal sealed record CallerRules(bool Anonymous, IReadOnlySet<string> AllowedHosts, IReadOnlyList<string> CorsOrigins)
{
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    // What a proxy adds: then the caller is somebody behind it, wherever that is.
    private static readonly string[] SignsOfProxies = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"];

    public static CallerRules From(IConfiguration configuration)
    {
        var hosts = List(configuration.GetSection("Metrics:AllowedHosts"));
        return new(
            Setting.Flag(configuration, "Anonymous", usual: true),
            (hosts.Length == 0 ? LoopbackNames : hosts).ToHashSet(StringComparer.OrdinalIgnoreCase),
            List(configuration.GetSection("Metrics:CorsOrigins")));
    }

    /// <summary>Why a caller without a key is turned away; null when welcome.</summary>
    public string? Refuse(HttpContext context)
    {
        if (!Anonymous)
            return "this needs an API key";
        // No address: a pipe or a unix socket, about which nothing is known.
        if (context.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from))
            return "only callers on the same machine may ask without an API key";
        var request = context.Request;
        if (!AllowedHosts.Contains(request.Host.Host))
            return $"without an API key, the Host header '{request.Host.Host}' must be one of Metrics:AllowedHosts";
        foreach (var sign in SignsOfProxies)
        {
            if (request.Headers[sign].Count > 0)
                return "callers behind a proxy need an API key";
        }

        return OriginIsStrange(request.Headers.Origin) ? "a page of another origin needs an API key, or to be one of Metrics:CorsOrigins" : null;
    }

    // A page of elsewhere cannot read what is here, but could make the browser ask for it.
    private bool OriginIsStrange(string? origin) => !string.IsNullOrEmpty(origin)
        && !CorsOrigins.Contains(origin)
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && AllowedHosts.Contains(uri.Host));

    // One value with commas (an environment variable) or a list (a file).
    private static string[] List(IConfigurationSection section) =>
        (section.Value?.Split(',') ?? section.Get<string[]>() ?? []).Select(v => v.Trim()).Where(v => v.Length > 0).ToArray();
}
