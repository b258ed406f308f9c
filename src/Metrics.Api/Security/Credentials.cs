using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Security;

/// <summary>
/// Finds the key of a request: <c>X-Api-Key</c>, <c>Authorization: Bearer</c>, or Basic with the key as password (or as user name without a
/// password).
/// </summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // More than any key needs with any user name that a tool would send.
    private const int LongestBasic = 512;

    /// <summary>True when the request carries credentials of any kind. Then they alone decide who the caller is.</summary>
    public static bool Are(IHeaderDictionary headers) => headers.Authorization.Count > 0 || headers["X-Api-Key"].Count > 0;

    /// <summary>
    /// True when the author of the request put the key there deliberately. Browsers attach Basic on their own, even to requests that a page
    /// of another site makes them send. Before they send one of these two headers for such a page, they ask this service (a CORS
    /// preflight).
    /// </summary>
    public static bool AreDeliberate(IHeaderDictionary headers) => headers["X-Api-Key"].Count > 0
        || (headers.Authorization.Count == 1 && headers.Authorization[0]!.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase));

    /// <summary>The caller whose key it is; null when no key matches.</summary>
    public static Caller? Resolve(IHeaderDictionary headers, KeySet keys, DateTimeOffset now)
    {
        // A proxy may use Authorization for its own log-in, so X-Api-Key takes precedence.
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
