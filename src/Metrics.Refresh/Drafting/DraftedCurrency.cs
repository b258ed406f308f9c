using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>What tells the currencies of an amount apart.</summary>
/// <param name="Name">What a question groups by: a dimension or an entity, of the table or of a joined one.</param>
/// <param name="Said">What is said of the amount.</param>
internal sealed record DraftedGuard(string Name, string Said)
{
    /// <summary>The name as one of dbt's calls.</summary>
    public string Asked => Name.Contains("__", StringComparison.Ordinal) ? $"Dimension('{Name}')" : $"Entity('{Name}')";
}

/// <summary>
/// The columns that say in which currency amounts are. Sums over several currencies are refused; where there is only one, a data test tells
/// when another one comes.
/// </summary>
internal static class DraftedCurrency
{
    private const string Without = "take 'currency' away from the measure";

    /// <summary>The columns that say in which currencies a table's amounts are.</summary>
    public static IReadOnlyList<DraftedColumn> Of(DraftedTable table) =>
        [.. table.Columns.Where(c => !c.IsEmpty && c.OnlyNulls.Count == 0 && MoneyWords.AreCurrencies(c))];

    /// <summary>True for a column with several currencies; rows without one are in an unknown one.</summary>
    public static bool AreSeveral(DraftedColumn column) => !column.IsConstant || column.HasGaps;

    /// <summary>The models, whose amounts of several currencies are told apart.</summary>
    public static IReadOnlyList<DraftedModel> Guarded(IReadOnlyList<DraftedModel> models) =>
    [
        .. models.Select(m =>
        {
            var (own, joined) = (Of(m.Table), CurrencyChoice.Joined(m, models));
            return m with
            {
                Measures = m.Measures.Select(x => MoneyWords.KindOf(x.Column) == MoneyKind.Other ? x
                    : own.Count > 0 ? ByOwn(x, m, own) : ByJoined(x, joined)).ToEquatableList(),
            };
        }),
    ];

    /// <summary>The columns, with a doubt for each that writes one currency in two ways.</summary>
    public static DraftedColumn WithDoubt(DraftedColumn column) =>
        column.Doubt is null && MoneyWords.AreCurrencies(column) && MoneyWords.Twice(column) is var (one, other)
            ? column with
            {
                Doubt = $"one currency is written in two ways in it ('{one}' and '{other}'), which groups and filters take for two: "
                    + "write it in one in the gold model, such as upper(column)",
            }
            : column;

    /// <summary>The tests that a table's model gets on its currencies, as YAML; empty for none.</summary>
    public static string Test(DraftedTable table)
    {
        var tests = table.Columns.Where(c => table.Rows > 0 && c.Name != table.Key && MoneyWords.AreCurrencies(c)).Select(TestOf)
            .OfType<string>().ToList();
        return tests.Count == 0 ? ""
            : "  # with several currencies, give the measures the key 'currency' in semantic/ (docs/loading.md, \"Currencies\")\n"
                + string.Concat(tests);
    }

    /// <summary>The tests that the source table gets on texts that are amounts in one currency (12 €), as YAML; empty for none.</summary>
    public static string TestOfTexts(DraftedTable table)
    {
        var columns = table.Columns.Where(c => c.Money is not null).ToList();
        return columns.Count == 0 ? "" : "        tests:\n" + string.Concat(columns.Select(c =>
        {
            var money = c.Money!.Replace("'", "''", StringComparison.Ordinal);
            var condition = $"coalesce(substring({c.Name} from '{MoneySight.Written}'), '{money}') = '{money}'";
            return $"          - expression: {Yaml.Text(condition)}\n"
                + $"            name: {Yaml.Text($"'{c.Name}' has amounts in another currency than {c.Money}")}\n"
                + "            severity: warn\n";
        }));
    }

    private static string? TestOf(DraftedColumn column) =>
        column.IsEmpty || column.OnlyNulls.Count > 0 ? $"  - expression: {Yaml.Text(IsNothing(column))}\n"
            + $"    name: {Yaml.Text($"'{column.Name}' names currencies now, and amounts of all of them are added up")}\n"
            + "    severity: warn\n"
        : column is { IsConstant: true, HasGaps: false, Only: { } only }
            ? $"  - accepted_values: {{column: {column.Name}, values: [{Yaml.Text(only)}]}}\n"
                + $"    name: {Yaml.Text($"amounts in another currency are added up with those in {only} ('{column.Name}')")}\n"
                + "    severity: warn\n"
            : null;

    private static string IsNothing(DraftedColumn column)
    {
        var words = column.OnlyNulls.Select(w => $"'{w}'").ToList();
        return words.Count == 0 ? $"nullif(trim({column.Name}), '') is null"
            : $"coalesce(nullif(trim({column.Name}), ''), {words[0]}) in ({string.Join(", ", words)})";
    }

    private static DraftedMeasure ByOwn(DraftedMeasure measure, DraftedModel model, IReadOnlyList<DraftedColumn> own)
    {
        var (currency, isSure) = CurrencyChoice.Of(measure.Column, own, model);
        if (!AreSeveral(currency) || MoneyWords.NamesOne(measure.Column, currency))
            return measure;
        var kind = MoneyWords.KindOf(measure.Column);
        var name = CurrencyChoice.NameOf(model, currency);
        var shown = currency.Name == model.Table.Key ? name : currency.Name;
        if (kind == MoneyKind.Either)
            return measure with { OfMoney = Open(name) };
        var isNoText = kind == MoneyKind.Unsaid && measure.Column.Type.Kind == ColumnKind.BigInt;
        var what = currency.IsConstant ? "amounts of one currency, and of rows that name none"
            : $"{(isNoText ? "may be " : "")}amounts of several currencies";
        var unless = currency.IsConstant ? $"; if these are in it too, fill it in in the gold model, and {Without}"
            : isNoText ? $"; if they are none, {Without}" : "";
        var others = own.Where(c => c != currency && AreSeveral(c)).Select(c => $"'{c.Name}'").ToList();
        var unsure = isSure ? "" : others.Count == 0 ? $"; '{currency.Name}' may be the currency of others only"
            : $"; its currency may be in {string.Join(" or ", others)} instead: then change it in the measure";
        return measure with
        {
            Currency = new DraftedGuard(
                name, $"{what}: what is not grouped by '{shown}', or filtered on one of them, is refused (Q230){unless}{unsure}"),
        };
    }

    // A customer's currency need not be that of an order, and a number need not be an amount because a customer has a currency.
    private static DraftedMeasure ByJoined(DraftedMeasure measure, IReadOnlyList<(string Name, DraftedColumn Column, bool IsNext)> joined)
    {
        var several = joined.Where(j => AreSeveral(j.Column)).ToList();
        if (several.Count == 0 || MoneyWords.NamesOne(measure.Column, several[0].Column))
            return measure;
        var (name, _, isNext) = several[0];
        var isMoney = MoneyWords.KindOf(measure.Column) == MoneyKind.Money || (measure.Aggregation == "sum"
            && MoneyWords.KindOf(measure.Column) == MoneyKind.Unsaid && measure.Column.Type.Kind != ColumnKind.BigInt);
        if (!isMoney)
            return isNext ? measure with { OfMoney = Open(name) } : measure;
        if (joined.Count(j => j.Name == name) > 1)
        {
            return measure with
            {
                OfMoney = $"added up over all currencies, since several tables have '{name}': name it otherwise in all but one, and give "
                    + $"the measure 'currency: {{dimension: {name}}}'",
            };
        }

        var others = joined.Where(j => j.Name != name).Select(j => $"'{j.Name}'").ToList();
        var unsure = others.Count == 0 ? "" : $"; its currency may be in {string.Join(" or ", others)} instead: then change it there";
        return measure with
        {
            Currency = new DraftedGuard(
                name, $"amounts of several currencies, if they are in that of '{name}': what is not grouped by it, or filtered on one of "
                + $"them, is refused (Q230); if all are in one currency, {Without}{unsure}"),
        };
    }

    private static string Open(string name) =>
        $"added up over all currencies, as what is no amount: if it is one, give it 'currency: {{dimension: {name}}}'";
}
