using System.Net;
using Metrics.Api.Configuration;

namespace Metrics.Api.Security;

/// <summary>
/// Who may ask without a key, where that is allowed at all: callers on this machine that use one of its names, and not through a proxy.
/// </summary>
/// <param name="Keyless">Whether asking without a key is allowed (<c>Metrics:Keyless</c>); <c>run.sh</c> sets it.</param>
/// <param name="AllowedHosts">The host names of this machine (<c>Metrics:AllowedHosts</c>).</param>
/// <param name="CorsOrigins">Origins whose pages may read answers, with a key (<c>Metrics:CorsOrigins</c>).</param>
internal sealed record CallerRules(bool Keyless, IReadOnlySet<string> AllowedHosts, IReadOnlyList<string> CorsOrigins)
{
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    public static CallerRules From(IConfiguration configuration)
    {
        var hosts = List(configuration.GetSection("Metrics:AllowedHosts"));
        return new(
            Setting.Flag(configuration, "Keyless", usual: false),
            (hosts.Length == 0 ? LoopbackNames : hosts).ToHashSet(StringComparer.OrdinalIgnoreCase),
            List(configuration.GetSection("Metrics:CorsOrigins")));
    }

    /// <summary>Why a caller without a key is refused; null when it may ask.</summary>
    public string? Refuse(HttpContext context)
    {
        if (!Keyless)
            return "this needs an API key";
        // No address: a pipe or a Unix socket, whose other end is unknown.
        if (context.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from))
            return "only callers on the same machine may ask without an API key";
        var request = context.Request;
        // DNS rebinding: a page elsewhere can point its host name at this machine.
        if (!AllowedHosts.Contains(request.Host.Host))
            return $"without an API key, the Host header '{request.Host.Host}' must be one of Metrics:AllowedHosts";
        return SignsOfProxies.In(request) is { } sign ? $"callers behind a proxy need an API key, and {sign} is a sign of one" : null;
    }

    // A string with commas (an environment variable) or a list (a file).
    private static string[] List(IConfigurationSection section) =>
        (section.Value?.Split(',') ?? section.Get<string[]>() ?? []).Select(v => v.Trim()).Where(v => v.Length > 0).ToArray();
}
