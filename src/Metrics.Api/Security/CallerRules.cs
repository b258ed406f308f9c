using System.Net;

namespace Metrics.Api.Security;

/// <summary>Who may ask without a key: callers on this machine that also name it as they call, so that a web page of elsewhere cannot.</summary>
internal sealed record CallerRules(IReadOnlySet<string> AllowedHosts, IReadOnlyList<string> CorsOrigins)
{
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    public static CallerRules From(IConfiguration configuration)
    {
        var hosts = List(configuration.GetSection("Metrics:AllowedHosts"));
        return new(
            (hosts.Length == 0 ? LoopbackNames : hosts).ToHashSet(StringComparer.OrdinalIgnoreCase),
            List(configuration.GetSection("Metrics:CorsOrigins")));
    }

    /// <summary>Why the caller is turned away; null when welcome.</summary>
    public string? Refuse(IPAddress? from, HostString host)
    {
        // No address: a pipe or a unix socket, about which nothing is known.
        if (from is null || !IPAddress.IsLoopback(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from))
            return "only callers on the same machine may ask without a key, and keys do not exist yet";
        return AllowedHosts.Contains(host.Host) ? null : $"the Host header '{host.Host}' is not one of Metrics:AllowedHosts";
    }

    // One value with commas (an environment variable) or a list (a file).
    private static string[] List(IConfigurationSection section) =>
        (section.Value?.Split(',') ?? section.Get<string[]>() ?? []).Select(v => v.Trim()).Where(v => v.Length > 0).ToArray();
}
