using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// Distinguishes shares from amounts by a column's name and, if the word is ambiguous, also by its values. Values alone do not make a
/// share: an average instead of a sum looks as plausible as the sum, while a sum of shares is visible nonsense.
/// </summary>
internal static class ShareWords
{
    // A part of a whole, unless another word says that it is an amount.
    private static readonly HashSet<string> Shares = new(StringComparer.Ordinal) { "share", "anteil" };

    // Ambiguous words: a share, or else a margin in money, a quota of pieces, a price quote, a fee, an instalment, a machine part.
    private static readonly HashSet<string> Either = new(StringComparer.Ordinal)
    {
        "quota", "quote", "cuota", "taxa", "tasa", "part", "parte", "fraction", "fraccion", "fracao", "frazione", "marge", "margin",
        "probability", "prob",
    };

    // German compounds with these endings are ambiguous too: Klickrate is a share, Monatsrate an amount.
    private static readonly string[] Ends = ["quote", "rate"];

    // Words for what is counted or paid.
    private static readonly HashSet<string> Amounts = new(StringComparer.Ordinal)
    {
        "amount", "betrag", "importe", "montant", "importo", "valor", "value", "wert", "eur", "euro", "euros", "usd", "dollar", "dollars",
        "gbp", "chf", "count", "anzahl", "number", "total", "sum", "summe", "fee", "fees", "qty", "quantity", "menge",
    };

    // Words for the whole that a share is of; they name amounts too.
    private static readonly HashSet<string> Wholes = new(StringComparer.Ordinal)
    {
        "revenue", "umsatz", "cost", "costs", "kosten", "price", "preis", "sales", "salary", "tax", "debit", "credit", "profit", "gewinn",
    };

    /// <summary>True when a column holds shares, by its name and, if that is ambiguous, by its values.</summary>
    public static bool AreShares(DraftedColumn column)
    {
        // sales_share is a share, and share_value a value.
        if (IsShare(column.Words[^1]))
            return true;
        if (column.Words.Any(Amounts.Contains))
            return false;
        return column.MayBeShares ? column.Words.Any(w => IsShare(w) || IsEither(w))
            : column.Words.Any(IsShare) && !column.Words.Any(Wholes.Contains);
    }

    /// <summary>True when its name or its values may be those of shares, and nothing decides between shares and amounts.</summary>
    public static bool MayBe(DraftedColumn column) =>
        !AreShares(column) && !column.Words.Any(Amounts.Contains) && !column.Words.Any(Wholes.Contains)
        && (column.MayBeShares || (column.Words.Any(IsEither) && column.Type.Kind is ColumnKind.Decimal or ColumnKind.Double));

    private static bool IsShare(string word) => Shares.Contains(word) || word.EndsWith("anteil", StringComparison.Ordinal);

    private static bool IsEither(string word) =>
        Either.Contains(word) || Array.Exists(Ends, e => word.EndsWith(e, StringComparison.Ordinal));
}
