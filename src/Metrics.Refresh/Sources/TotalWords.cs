using System.Buffers;
using System.Collections.Frozen;
using Metrics.Refresh.Sql;

namespace Metrics.Refresh.Sources;

/// <summary>What a word says that a row is.</summary>
internal enum TotalKind
{
    None,

    /// <summary>A total: the word has no other meaning.</summary>
    Sum,

    /// <summary>Perhaps a total: the word is a value like others in many tables, such as <c>All</c>.</summary>
    PerhapsSum,

    /// <summary>An average.</summary>
    Mean,
}

/// <summary>Words that rows of totals are called by, in the languages of most exports.</summary>
internal static class TotalWords
{
    // Without accents, as PlainWords writes words. Beside a name they make a total of it: Total North.
    private static readonly FrozenSet<string> Named = Set(
        "total totals totale totali totales totaal totalt totalsumme eindtotaal grandtotal somme suma summe summen somma gesamt insgesamt "
        + "gesamtsumme gesamtbetrag gesamtergebnis gesamtwert gesamtumsatz gesamtmenge gesamtkosten gesamtzahl gesamtanzahl endsumme "
        + "endbetrag razem celkem yhteensa osszesen toplam sumar");

    // These may be part of a name (Lump sum), and are totals by themselves.
    private static readonly FrozenSet<string> Words = Set(string.Join(' ', Named) + " sum sums summa soma broughtforward carriedforward");

    // Sums of parts. In front of or behind a name they are no name.
    private static readonly FrozenSet<string> Parts =
        Set("subtotal subtotals subtotale subtotaal zwischensumme teilsumme teilergebnis zwischenergebnis soustotal subtotales");

    // By themselves they may be totals, or values like others.
    private static readonly FrozenSet<string> Perhaps =
        Set("all overall alle alles tous toutes ensemble todos todas tutti tutte");

    private static readonly FrozenSet<string> Means = Set(
        "average averages avg mean durchschnitt durchschnittlich mittelwert mittel schnitt moyenne moy promedio gemiddelde gemiddeld "
        + "medelvarde srednia prumer");

    // Words beside them that make no name of them.
    private static readonly FrozenSet<string> Beside = Set(
        "grand general generale generales geral complessivo overall all alle aller net netto brutto gross sub sous n of the and und jahr "
        + "year monat month eur usd chf gbp");

    // In scripts of which PlainWords keeps nothing, and signs.
    private static readonly FrozenSet<string> Foreign = new[]
    {
        "итого", "всего", "合計", "合计", "总计", "總計", "σύνολο", "סה\"כ", "σ", "∑",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private const string MeanSign = "ø";

    // Every word above contains one of these, so that most fields need no closer look.
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "tota", "sum", "som", "gesamt", "forward", "razem", "celkem", "yhteens", "sszesen", "toplam", "ergebnis", "endbetrag",
            "all", "tous", "tout", "ensemble", "todos", "todas", "tutt",
            "average", "avg", "mean", "schnitt", "mittel", "moy", "promedio", "gemiddeld", "medelv", "rednia", "prum", "průměr", MeanSign,
            .. Foreign,
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The text of a column without accents, as SQL; most texts have none, and are taken as they are.
    /// </summary>
    public static string WithoutAccents(string text)
    {
        // Letters of other alphabets have two cases, too, which not every database compares alike. Marks that stand alone are taken out.
        var upper = string.Concat(Foreign.Select(f => f.ToUpperInvariant())).Distinct().Where(c => char.ToLowerInvariant(c) != c).ToList();
        var (with, without) = (PlainWords.Accents.With + string.Concat(upper),
            PlainWords.Accents.Without + string.Concat(upper.Select(char.ToLowerInvariant)));
        return $"case when octet_length({text}) = char_length({text}) then {text} "
            + $"else translate({text}, {SqlSpelling.Literal(with + Marks)}, {SqlSpelling.Literal(without)}) end";
    }

    // Grave, acute, circumflex, tilde, macron, breve, diaeresis, ring, double acute, caron, cedilla, ogonek.
    private const string Marks = "\u0300\u0301\u0302\u0303\u0304\u0306\u0308\u030a\u030b\u030c\u0327\u0328";

    /// <summary>
    /// The pattern, for PostgreSQL, of texts without accents that are called a total: the word first, with others before it that make no
    /// name of it; or as the last word; or a word that is one only by itself.
    /// </summary>
    public static string Pattern { get; } = PatternOf(
        Any(Named.Concat(Parts).Concat(Foreign.Where(f => f.Length > 1)).Append("(brought|carried)[ -]forward")),
        Any(Words.Except(Named).Concat(Perhaps).Concat(Means)),
        Any(Beside));

    private static string PatternOf(string named, string alone, string beside) =>
        $"^[^[:alpha:]]*((grand|general|overall|sub|sous|net|gross)[ -])?(({named})|(gesamt|end|teil|zwischen)[[:alpha:]]*summe"
        + $")([^[:alpha:]].*)?$|[^[:alpha:]]({named})[^[:alpha:]]*$"
        + $"|^[^[:alpha:]]*(({beside})[^[:alpha:]]+)*({alone})([^[:alpha:]]+({alone}|{beside}))*[^[:alpha:]]*$"
        + $"|^[ :*]*[σ∑][ :*]*$";

    /// <summary>True for a text that may contain a word for totals.</summary>
    public static bool MayBe(ReadOnlySpan<char> text) => text.ContainsAny(Hints);

    /// <summary>
    /// What a text of words for totals says, also beside numbers such as a year. Beside another word, Total is a name, but Subtotal is not.
    /// </summary>
    public static TotalKind KindOf(string written)
    {
        if (!MayBe(written))
            return TotalKind.None;
        if (IsForeign(written))
            return TotalKind.Sum;
        if (written.Trim(' ', ':', '*').Equals(MeanSign, StringComparison.OrdinalIgnoreCase))
            return TotalKind.Mean;
        var words = Of(written);
        if (words.Exists(Parts.Contains))
            return TotalKind.Sum;
        if (!words.TrueForAll(w => Words.Contains(w) || Perhaps.Contains(w) || Means.Contains(w) || Beside.Contains(w)
            || w.All(char.IsAsciiDigit)))
            return TotalKind.None;
        return words.Exists(Means.Contains) ? TotalKind.Mean
            : words.Exists(Words.Contains) ? TotalKind.Sum
            : words.Exists(Perhaps.Contains) ? TotalKind.PerhapsSum : TotalKind.None;
    }

    /// <summary>True for words for totals or averages.</summary>
    public static bool IsTotal(string written) => KindOf(written) != TotalKind.None;

    /// <summary>True for a sum of a part, such as <c>Subtotal North</c>.</summary>
    public static bool IsPart(string written) => MayBe(written) && Of(written).Exists(Parts.Contains);

    /// <summary>True for a text that names what it may be all of: <c>All regions</c>, <c>Alle Filialen</c>.</summary>
    public static bool IsOfAll(string written) => MayBe(written) && !IsTotal(written) && Of(written) is { Count: > 1 } words
        && (Perhaps.Contains(words[0]) || Perhaps.Contains(words[^1]));

    /// <summary>The word for totals in a text that may have other words beside it; null for none.</summary>
    public static string? In(string written) => !MayBe(written) || written.TrimStart().StartsWith('=') ? null
        : IsForeign(written) ? written.Trim() : Of(written).Find(w => Words.Contains(w) || Parts.Contains(w));

    private static bool IsForeign(string written) => Foreign.Contains(written.Trim(' ', ':', '*'));

    private static string Any(IEnumerable<string> words) => string.Join('|', words.Order(StringComparer.Ordinal));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static List<string> Of(string written)
    {
        var words = PlainWords.Of(written).Split('_', StringSplitOptions.RemoveEmptyEntries).ToList();
        // Sous-total and sub total are one word, and so is carried forward.
        for (var at = 0; at + 1 < words.Count; at++)
        {
            if (words[at] is "sub" or "sous" && words[at + 1] is "total" or "totals" or "totale")
                (words[at], words[at + 1]) = ("subtotal", "subtotal");
            else if (words[at] is "brought" or "carried" && words[at + 1] is "forward")
                (words[at], words[at + 1]) = ($"{words[at]}forward", $"{words[at]}forward");
        }

        return words;
    }
}
