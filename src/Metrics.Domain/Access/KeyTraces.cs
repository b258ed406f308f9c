using System.Text.RegularExpressions;

namespace Metrics.Domain.Access;

/// <summary>
/// Removes API keys from texts that are kept or logged, wherever they came from: a URL, an echoed header, a body, an error.
/// </summary>
public static partial class KeyTraces
{
    // How many levels of URL or JSON escaping are undone; a key that is escaped more often is no accident.
    private const int Unescapings = 3;
    private const int LongestPair = 2048;
    private const string Removed = "…";

    /// <summary>The text without the secret part of any key, and without credentials of a header or of a URL's user part.</summary>
    public static string Remove(string text)
    {
        var clear = Cleared(text);
        // An escaped key counts too. Only a text that contains one is replaced by its unescaped form.
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

    // True for credentials (Base64 of "user:password"), false for ordinary words as in "Basic membership".
    private static bool IsPair(string encoded)
    {
        var padded = encoded.TrimEnd('=');
        Span<byte> bytes = stackalloc byte[LongestPair];
        return padded.Length <= LongestPair
            && Convert.TryFromBase64String(padded + new string('=', (4 - padded.Length % 4) % 4), bytes, out var length)
            && bytes[..length].Contains((byte)':');
    }

    // The secret of a key that was cut short is removed too.
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
