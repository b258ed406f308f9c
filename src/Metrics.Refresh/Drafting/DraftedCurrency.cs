using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// The column that says in which currency a table's amounts are. Sums over several currencies are refused; where there is only one, a data
/// test tells when another one comes.
/// </summary>
internal static class DraftedCurrency
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "currency", "currencies", "waehrung", "wahrung", "whg", "moneda", "devise", "divisa", "valuta", "curr", "cur", "ccy", "monnaie",
        "moeda", "munt", "mena", "waluta",
    };

    // Words for what is no money although it has decimal places.
    private static readonly HashSet<string> NoMoney = new(StringComparer.Ordinal)
    {
        "qty", "quantity", "menge", "units", "pieces", "anzahl", "count", "weight", "gewicht", "kg", "hours", "stunden", "hour", "minutes",
        "days", "tage", "km", "distance", "volume", "area", "percent", "pct", "rate", "ratio", "score", "rating", "share", "factor", "kurs",
        "fx", "exchange", "length", "width", "height", "duration", "lat", "lon", "stock", "bestand",
    };

    /// <summary>The column that says in which of several currencies amounts are; null for none.</summary>
    public static DraftedColumn? OfSeveral(DraftedTable table) => table.Columns.FirstOrDefault(c => Is(c) && !c.IsConstant);

    /// <summary>The column that says in which currency all amounts are; null for none, and for a table without numbers.</summary>
    public static DraftedColumn? OfOne(DraftedTable table) => !table.Columns.Any(c => c.IsNumber) ? null
        : table.Columns.FirstOrDefault(c => Is(c) && c is { IsConstant: true, Only: not null });

    /// <summary>True for numbers that are amounts of money, by their name, or by their decimal places.</summary>
    public static bool IsMoney(DraftedColumn column, bool isSummed) => KeyChoice.IsAmount(column.Words)
        || (isSummed && column.Type.Kind == ColumnKind.Decimal && !column.Words.Any(NoMoney.Contains));

    /// <summary>The tests that a table's model gets on its currency, as YAML; empty for none.</summary>
    public static string Test(DraftedTable table) => OfOne(table) is not { } column ? ""
        : $"""
          # with several currencies, give the measures the key 'currency' in semantic/ (docs/loading.md, "Currencies")
          - accepted_values: {"{"}column: {column.Name}, values: [{Yaml.Text(column.Only!)}]{"}"}
            name: {Yaml.Text($"amounts in another currency are added up with those in {column.Only}")}
            severity: warn

        """.ReplaceLineEndings("\n");

    /// <summary>The tests that the source table gets on texts that are amounts in one currency (12 €), as YAML; empty for none.</summary>
    public static string TestOfTexts(DraftedTable table)
    {
        var columns = table.Columns.Where(c => c.Money is not null).ToList();
        return columns.Count == 0 ? "" : "        tests:\n" + string.Concat(columns.Select(c =>
        {
            var money = c.Money!.Replace("'", "''", StringComparison.Ordinal);
            var condition = $"coalesce(substring({c.Name} from '[A-Z]*[€$£¥₹]|[A-Z]{{3}}'), '{money}') = '{money}'";
            return $"          - expression: {Yaml.Text(condition)}\n"
                + $"            name: {Yaml.Text($"'{c.Name}' has amounts in another currency than {c.Money}")}\n"
                + "            severity: warn\n";
        }));
    }

    private static bool Is(DraftedColumn column) => column.Type.Kind == ColumnKind.Text && !column.IsEmpty
        && (column.IsOfCurrencies || column.Words.Any(Names.Contains));
}
