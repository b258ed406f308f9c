using System.Text.RegularExpressions;

namespace Metrics.Domain.Access;

/// <summary>Takes API keys out of texts that are kept or logged, however they came there: in a URL, a header that is echoed, a body, an
/// error.</summary>
public static partial class KeyTraces
{
    // Escaped as URLs and JSON do it, twice or more if need be; who escapes more often than that has written no key but a riddle.
    private const int Unescapings = 3;
    private const int LongestPair = 2048;
    private const string Removed = "…";

    /// <summary>The text without the secret part of any key, and without credentials of a header or of a URL's user part.</summary>
    public static string Remove(string text)
    {
        var clear = Cleared(text);
        // An escaped key is one as well. Only a text that holds one is replaced by what it means.
        for (var (level, plain) = (0, clear); level < Unescapings && plain.AsSpan().ContainsAny('%', '\\'); level++)
        {
            var unescaped = Unescaped(plain);
            if (unescaped == plain)
                break;
            var without = Cleared(unescaped);
            if (without != unescaped)
                return Remove(without);
            plain = unescaped;
        }

        return clear;
    }

    private static string Cleared(string text)
    {
        if (text.Contains("mk_", StringComparison.Ordinal))
            text = Key().Replace(text, $"${{name}}{Removed}");
        if (text.Contains("bearer", StringComparison.OrdinalIgnoreCase))
            text = Bearer().Replace(text, $"${{name}}{Removed}");
        if (text.Contains("basic", StringComparison.OrdinalIgnoreCase))
            text = Basic().Replace(text, m => IsPair(m.Groups["pair"].Value) ? $"{m.Groups["name"].Value}{Removed}" : m.Value);
        return text.Contains("//", StringComparison.Ordinal) ? UserPart().Replace(text, $"//{Removed}@") : text;
    }

    private static string Unescaped(string text) =>
        Escape().Replace(text, m => ((char)Convert.ToInt32(m.Groups["code"].Value, 16)).ToString());

    // "Basic membership" is a plan, not a log-in.
    private static bool IsPair(string encoded)
    {
        var padded = encoded.TrimEnd('=');
        Span<byte> bytes = stackalloc byte[LongestPair];
        return padded.Length <= LongestPair
            && Convert.TryFromBase64String(padded + new string('=', (4 - padded.Length % 4) % 4), bytes, out var length)
            && bytes[..length].Contains((byte)':');
    }

    // Of one that was cut short the secret is taken out as well.
    [GeneratedRegex("(?<name>mk_[A-Za-z0-9]{12}_)[A-Za-z0-9_-]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Key();

    [GeneratedRegex(@"(?<name>\bbearer(?:\s|\+|%20)+)[A-Za-z0-9+/=_.~-]{20,}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"(?<name>\bbasic(?:\s|\+|%20)+)(?<pair>[A-Za-z0-9+/=]{8,})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Basic();

    [GeneratedRegex(@"//[^/?#\s@"":]*:[^/?#\s@""]*@")]
    private static partial Regex UserPart();

    // Keys are plain ASCII.
    [GeneratedRegex(@"%(?<code>[0-7][0-9A-Fa-f])|\\u00(?<code>[0-7][0-9A-Fa-f])", RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();
}
