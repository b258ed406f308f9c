using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Metrics.Refresh.Sources;

/// <summary>Writes names and texts in lower-case letters without accents, with an underscore between words.</summary>
internal static class PlainWords
{
    // Letters with diacritics, listed by base letter: a program without culture data cannot decompose them.
    private static readonly string[] Latin =
    [
        "aàáâãäåāăąǎª", "cçćĉċč", "dďđð", "eèéêëēĕėęěẽ", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņňŉ", "oòóôõöøōŏőơº",
        "rŕŗř", "sśŝşšș", "tţťŧț", "uùúûüũūŭůűųư", "wŵ", "yýÿŷ", "zźżž",
    ];

    // Other letters, and signs that are often the whole name.
    private static readonly (char Sign, string Word)[] Others =
        [('ß', "ss"), ('æ', "ae"), ('œ', "oe"), ('þ', "th"), ('%', "_percent_"), ('#', "_number_")];

    private static readonly FrozenDictionary<char, string> Spelled = Latin
        .SelectMany(l => l[1..].Select(sign => (Sign: sign, Word: l[..1])))
        .Concat(Others).ToFrozenDictionary(s => s.Sign, s => s.Word);

    /// <summary>The letters with diacritics, in both cases, and the letters that they stand for.</summary>
    public static (string With, string Without) Accents { get; } = (
        string.Concat(Latin.SelectMany(l => l[1..].SelectMany(InBothCases))),
        string.Concat(Latin.SelectMany(l => l[1..].SelectMany(InBothCases).Select(_ => l[0]))));

    /// <summary>The words of a text: <c>numero_de_orden</c> for <c>Número de Orden</c>; empty when no sign of it can be used.</summary>
    public static string Of(string written)
    {
        var name = new StringBuilder();
        var before = ' ';
        foreach (var sign in written)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(sign) == UnicodeCategory.NonSpacingMark)
                continue;
            if (char.IsUpper(sign) && (char.IsLower(before) || char.IsAsciiDigit(before)))
                Part(name);
            if (char.IsAsciiLetterOrDigit(sign))
                name.Append(char.ToLowerInvariant(sign));
            else if (Spelled.TryGetValue(char.ToLowerInvariant(sign), out var letters))
                name.Append(letters);
            else
                Part(name);
            before = sign;
        }

        return string.Join('_', name.ToString().Split('_', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<char> InBothCases(char sign) =>
        char.ToUpperInvariant(sign) is var upper && (upper == sign || char.IsAscii(upper)) ? [sign] : [sign, upper];

    private static void Part(StringBuilder name)
    {
        if (name.Length > 0 && name[^1] != '_')
            name.Append('_');
    }
}
