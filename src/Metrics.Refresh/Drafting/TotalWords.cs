using System.Buffers;
using System.Collections.Frozen;

namespace Metrics.Refresh.Drafting;

/// <summary>Words that rows of totals are called by, in the languages of most exports.</summary>
internal static class TotalWords
{
    // Without accents, as SafeName writes words.
    private static readonly FrozenSet<string> Words = (
        "total totals totale totali totales totaal totalt totalsumme eindtotaal grandtotal sum sums somme suma summa summe summen soma "
        + "somma gesamt insgesamt gesamtsumme gesamtbetrag gesamtergebnis gesamtwert gesamtumsatz gesamtmenge endsumme endbetrag razem "
        + "celkem yhteensa osszesen toplam sumar").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // Sums of parts. In front of or behind a name they are no name.
    private static readonly FrozenSet<string> Parts =
        "subtotal subtotals subtotale subtotaal zwischensumme teilsumme teilergebnis zwischenergebnis soustotal subtotales"
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // Words beside them that make no name of them.
    private static readonly FrozenSet<string> Beside = (
        "grand general generale generales geral complessivo overall all alle aller net netto brutto gross sub sous n of the and und jahr "
        + "year monat month eur usd chf gbp").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // In scripts of which SafeName keeps nothing.
    private static readonly FrozenSet<string> Foreign =
        new[] { "итого", "всего", "合計", "合计", "总计", "總計", "σύνολο", "סה\"כ" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Every word above contains one of these, so that most fields need no closer look.
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "tota", "sum", "som", "gesamt", "razem", "celkem", "yhteens", "sszesen", "toplam", "ergebnis", "endbetrag",
            .. Foreign,
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a text that may contain a word for totals.</summary>
    public static bool MayBe(ReadOnlySpan<char> text) => text.ContainsAny(Hints);

    /// <summary>
    /// True for words for totals, also beside numbers such as a year. Beside another word, Total is a name, but Subtotal is not.
    /// </summary>
    public static bool IsTotal(string written)
    {
        if (!MayBe(written))
            return false;
        var words = Of(written);
        return IsForeign(written) || words.Exists(Parts.Contains)
            || (words.Exists(Words.Contains) && words.TrueForAll(w => Words.Contains(w) || Beside.Contains(w) || w.All(char.IsAsciiDigit)));
    }

    /// <summary>True for a sum of a part, such as <c>Subtotal North</c>.</summary>
    public static bool IsPart(string written) => MayBe(written) && Of(written).Exists(Parts.Contains);

    /// <summary>The word for totals in a text that may have other words beside it; null for none.</summary>
    public static string? In(string written) => !MayBe(written) || written.TrimStart().StartsWith('=') ? null
        : IsForeign(written) ? written.Trim() : Of(written).Find(w => Words.Contains(w) || Parts.Contains(w));

    private static bool IsForeign(string written) => Foreign.Contains(written.Trim(' ', ':', '*'));

    private static List<string> Of(string written)
    {
        var words = SafeName.Of(written, "").Split('_', StringSplitOptions.RemoveEmptyEntries).ToList();
        // Sous-total and sub total are one word.
        for (var at = 0; at + 1 < words.Count; at++)
        {
            if (words[at] is "sub" or "sous" && words[at + 1] is "total" or "totals" or "totale")
                (words[at], words[at + 1]) = ("subtotal", "subtotal");
        }

        return words;
    }
}
