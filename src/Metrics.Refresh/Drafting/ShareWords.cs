using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// Tells shares from amounts by what a column is called, and where the word may mean either by its values too. Values alone make no share:
/// an average in the place of a sum looks as right as the sum would, while a sum of shares is nonsense that people see.
/// </summary>
internal static class ShareWords
{
    // A part of a whole, unless another word says that it is an amount.
    private static readonly HashSet<string> Shares = new(StringComparer.Ordinal) { "share", "anteil" };

    // A margin of money, a quota of pieces, a quote of money, a fee, an instalment, a part of a machine; or a share.
    private static readonly HashSet<string> Either = new(StringComparer.Ordinal)
    {
        "quota", "quote", "cuota", "taxa", "tasa", "part", "parte", "fraction", "fraccion", "fracao", "frazione", "marge", "margin",
        "probability", "prob",
    };

    // What ends so is one word in German: Klickrate is a share, and Monatsrate an amount.
    private static readonly string[] Ends = ["quote", "rate"];

    // What is counted or paid.
    private static readonly HashSet<string> Amounts = new(StringComparer.Ordinal)
    {
        "amount", "betrag", "importe", "montant", "importo", "valor", "value", "wert", "eur", "euro", "euros", "usd", "dollar", "dollars",
        "gbp", "chf", "count", "anzahl", "number", "total", "sum", "summe", "fee", "fees", "qty", "quantity", "menge",
    };

    // What shares are of, and amounts too.
    private static readonly HashSet<string> Wholes = new(StringComparer.Ordinal)
    {
        "revenue", "umsatz", "cost", "costs", "kosten", "price", "preis", "sales", "salary", "tax", "debit", "credit", "profit", "gewinn",
    };

    /// <summary>True when a column is of shares, by its name and where that may mean something else by its values.</summary>
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

    /// <summary>True when its name or its values may be those of shares, and nothing says which of the two they are.</summary>
    public static bool MayBe(DraftedColumn column) =>
        !AreShares(column) && !column.Words.Any(Amounts.Contains) && !column.Words.Any(Wholes.Contains)
        && (column.MayBeShares || (column.Words.Any(IsEither) && column.Type.Kind is ColumnKind.Decimal or ColumnKind.Double));

    private static bool IsShare(string word) => Shares.Contains(word) || word.EndsWith("anteil", StringComparison.Ordinal);

    private static bool IsEither(string word) =>
        Either.Contains(word) || Array.Exists(Ends, e => word.EndsWith(e, StringComparison.Ordinal));
}
