using System.Text;

namespace Metrics.Domain.Refreshing;

/// <summary>Makes texts storable in PostgreSQL, which takes neither the NUL character nor half of a surrogate pair.</summary>
public static class StorableText
{
    /// <summary>The text, with U+FFFD in the place of each such character.</summary>
    public static string Of(string text)
    {
        var needsNone = true;
        foreach (var sign in text)
            needsNone &= sign != '\0' && !char.IsSurrogate(sign);
        if (needsNone)
            return text;
        var written = new StringBuilder(text.Length);
        // A half of a pair is enumerated as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
            written.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        return written.ToString();
    }
}
