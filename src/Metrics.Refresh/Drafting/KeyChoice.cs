using System.Globalization;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>Chooses a table's key: a column that is unique, never empty, and named or placed like a key.</summary>
internal static class KeyChoice
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "id", "key", "code", "nr", "no", "number", "numero", "num", "uuid", "guid", "sku", "ean", "isbn", "iban", "kennung", "clave",
        "codigo", "cle", "ref", "reference", "referenz", "symbol",
    };

    // Words before id in names without a separator, such as customerid. Valid, paid and grid also end in id, but are other words.
    private static readonly HashSet<string> Stems = new(StringComparer.Ordinal)
    {
        "account", "address", "article", "artikel", "booking", "cart", "category", "city", "client", "cliente", "company", "contact",
        "country", "customer", "device", "document", "employee", "event", "film", "game", "group", "invoice", "item", "kunde", "kunden",
        "line", "location", "member", "message", "movie", "order", "parent", "payment", "person", "player", "post", "product", "produkt",
        "project", "region", "row", "sale", "school", "sensor", "session", "shop", "site", "staff", "station", "store", "student",
        "supplier", "team", "ticket", "track", "transaction", "trip", "user", "vendor", "visit", "warehouse",
    };

    // Columns of amounts are not keys, even if amounts that were read as text happen to differ in every row.
    private static readonly HashSet<string> Amounts = new(StringComparer.Ordinal)
    {
        "amount", "betrag", "importe", "montant", "importo", "valor", "value", "wert", "total", "sum", "summe", "price", "preis", "precio",
        "prix", "cost", "kosten", "balance", "saldo", "umsatz", "revenue", "sales", "salary", "fee", "tax", "debit", "credit",
        "soll", "haben",
    };

    private static readonly HashSet<string> Descriptions = new(StringComparer.Ordinal)
    {
        "verwendungszweck", "buchungstext", "description", "beschreibung", "comment", "comments", "kommentar", "bemerkung", "bemerkungen",
        "memo", "purpose", "betreff", "subject", "remark", "remarks", "message", "nachricht",
    };

    // In fewer rows, nearly every column is unique by chance.
    private const int Many = 100;

    private const int FewestPerRepeat = 4;

    // Fewer letters begin other words too.
    private const int FewestLetters = 4;

    public static bool IsCalledKey(DraftedColumn column) => IsCalledKey(column.Words);

    /// <summary>True when a name says that a column has amounts.</summary>
    public static bool IsAmount(string[] words) => words.Any(Amounts.Contains);

    public static bool IsCalledKey(string[] words) =>
        words[^1] is var last
        && (Words.Contains(last) || (last.EndsWith("id", StringComparison.Ordinal) && Stems.Contains(last[..^2])));

    // If a key repeats in a few rows, these may be duplicates, which is reported. If it repeats in many, it is a key of another table.
    private static DraftedTable WithRepeats(DraftedTable table)
    {
        var first = table.Columns[0];
        if (!IsCalledKey(first) || first.Repeats == 0 || first.Repeats * FewestPerRepeat > table.Rows)
            return table;
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"'{first.Name}' would be its key, but {first.Repeats:N0} of {table.Rows:N0} rows repeat a value of it; rows that occur twice "
            + $"are counted twice");
        return table with { Doubts = [.. table.Doubts, said] };
    }

    public static DraftedTable With(DraftedTable table) => With(table, notThis: null);

    /// <summary>
    /// The tables with other keys where a key is that of another table, such as the order of each payment, and another column is unique.
    /// </summary>
    public static IReadOnlyList<DraftedTable> Among(IReadOnlyList<DraftedTable> tables) =>
    [
        .. tables.Select(t => t.Key is { } key && t.Columns[0].Name != key && !IsNamedAs(t.Columns.First(c => c.Name == key), t)
            && tables.Any(o => o.Name != t.Name && o.Key == key) && With(Keyless(t), notThis: key) is { Key: not null } other ? other : t),
    ];

    private static DraftedTable Keyless(DraftedTable table) => table with
    {
        Key = null, Doubts = [.. table.Doubts.Where(d => !d.EndsWith("chosen as its key", StringComparison.Ordinal))],
    };

    private static DraftedTable With(DraftedTable table, string? notThis)
    {
        // The day is the key of a series of numbers. Beside texts, a second row of a day is only a question of time.
        var isSeries = table.Columns.All(c => c.IsNumber || c.IsTime || c.IsEmpty || c.Type.Kind == ColumnKind.Boolean);
        var unique = table.Columns.Where(c => c.IsUnique && c.Name != notThis)
            .Where(c => c.Type.Kind is ColumnKind.BigInt or ColumnKind.Text || (c.Type.Kind == ColumnKind.Date && isSeries)).ToList();
        // Its name leaves no doubt.
        var own = unique.Find(c => c.Name is "id" || c.Name == $"{table.RowName}_id");
        var key = own
            ?? unique.Find(c => c == table.Columns[0] && (IsCalledKey(c) || IsNamedAs(c, table) || c.IsOfCodes) && !IsAmount(c.Words))
            ?? unique.Find(c => IsCalledKey(c) && IsNamedAs(c, table))
            ?? unique.Find(IsCalledKey)
            ?? unique.Find(c => c == table.Columns[0] && table.Rows > 1 && !IsAmount(c.Words))
            ?? unique.Find(c => c.Type.Kind == ColumnKind.Text && table.Rows >= Many && !IsAmount(c.Words) && !IsNoKey(c));
        if (key is not null && !IsCalledKey(key) && !IsNamedAs(key, table) && IsNoKey(key))
            return WithRepeats(table with { Doubts = [.. table.Doubts, NoKey(key)] });
        if (key is null)
            return unique.Find(c => IsNoKey(c) && table.Rows >= Many) is { } no
                ? WithRepeats(table with { Doubts = [.. table.Doubts, NoKey(no)] }) : WithRepeats(table);
        var other = own is not null ? null : unique.Find(c => c != key && (IsCalledKey(c) || c.IsOfCodes));
        var doubt = other is not null
            ? $"'{key.Name}' and '{other.Name}' are distinct in every row; '{key.Name}' was chosen as its key"
            : IsCalledKey(key) ? null : $"'{key.Name}' is distinct in every row, and was chosen as its key";
        return table with { Key = key.Name, Doubts = doubt is null ? table.Doubts : [.. table.Doubts, doubt] };
    }

    // Amounts and descriptions differ in every row by chance.
    private static bool IsNoKey(DraftedColumn column) =>
        column.IsOfQuantities || column.IsProse || (column.Type.Kind == ColumnKind.Text && Descriptions.Contains(column.Words[^1]));

    private static string NoKey(DraftedColumn column) => $"it has no key: '{column.Name}' is distinct in every row, and "
        + (column.IsOfQuantities ? "is an amount" : "describes rather than names");

    // Zahlung in zahlungen, bestell_nr in bestellungen.
    private static bool IsNamedAs(DraftedColumn column, DraftedTable table) =>
        column.Words[0].Length >= FewestLetters && table.Name.StartsWith(column.Words[0], StringComparison.Ordinal);
}
