using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Security;

/// <summary>
/// Finds the key a request carries: <c>X-Api-Key</c>, <c>Authorization: Bearer</c>, or Basic with the key as password (or as user without
/// one).
/// </summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // Longer than any key with any user name that a tool would send.
    private const int LongestBasic = 512;

    /// <summary>True when the request carries credentials of any kind, in which case it is judged by them and by nothing else.</summary>
    public static bool Are(IHeaderDictionary headers) => headers.Authorization.Count > 0 || headers["X-Api-Key"].Count > 0;

    /// <summary>
    /// True when the key that counts was put there by whoever wrote the request: browsers attach Basic by themselves to what a page of
    /// elsewhere
    /// makes them send, and ask this service (a CORS preflight) before they send one of these two headers for it.
    /// </summary>
    public static bool AreDeliberate(IHeaderDictionary headers) => headers["X-Api-Key"].Count > 0
        || (headers.Authorization.Count == 1 && headers.Authorization[0]!.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whose key it is; null when it is nobody's.</summary>
    public static Caller? Resolve(IHeaderDictionary headers, KeySet keys, DateTimeOffset now)
    {
        // A proxy may have a log-in of its own in Authorization; the header that is ours goes first.
        var own = headers["X-Api-Key"];
        if (own.Count > 0)
            return own.Count == 1 ? keys.Find(own[0].AsSpan().Trim(), now) : null;
        return headers.Authorization.Count == 1 ? Resolve(headers.Authorization, keys, now) : null;
    }

    private static Caller? Resolve(StringValues authorization, KeySet keys, DateTimeOffset now)
    {
        var value = authorization[0].AsSpan();
        if (value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return keys.Find(value[Bearer.Length..].Trim(), now);
        return value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? ResolveBasic(value[Basic.Length..].Trim(), keys, now) : null;
    }

    private static Caller? ResolveBasic(ReadOnlySpan<char> encoded, KeySet keys, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[LongestBasic];
        if (encoded.Length > LongestBasic || !Convert.TryFromBase64Chars(encoded, bytes, out var length))
            return null;
        Span<char> text = stackalloc char[LongestBasic];
        if (!Encoding.UTF8.TryGetChars(bytes[..length], text, out var letters))
            return null;
        ReadOnlySpan<char> pair = text[..letters];
        var colon = pair.IndexOf(':');
        if (colon < 0)
            return keys.Find(pair, now);
        return keys.Find(colon == pair.Length - 1 ? pair[..colon] : pair[(colon + 1)..], now);
    }
}
