namespace Metrics.Refresh.Drafting;

/// <summary>Finds, of several columns of currencies, the one in which an amount is, in its own table or in joined ones.</summary>
internal static class CurrencyChoice
{
    // Lines, orders, customers, countries.
    private const int MostHops = 3;

    /// <summary>The column that tells an amount's currency, and whether nothing else is likely.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="currencies">The columns of currencies beside it, at least one.</param>
    /// <param name="model">Their table.</param>
    public static (DraftedColumn Column, bool IsSure) Of(
        DraftedColumn amount, IReadOnlyList<DraftedColumn> currencies, DraftedModel model)
    {
        if (currencies.Where(c => IsOf(c, amount)).MaxBy(c => MoneyWords.About(c).Length) is { } named)
            return (named, true);
        var free = currencies.Where(c => !model.Measures.Any(m => IsOf(c, m.Column))).ToList();
        if (Beside(amount, free, model) is { } beside)
            return (beside, true);
        var plain = free.Where(c => MoneyWords.About(c).Length == 0).ToList();
        // currency_name beside currency tells the same.
        var likely = plain.Count > 0 ? plain : free.Count > 0 ? free : currencies;
        return (
            likely.FirstOrDefault(DraftedCurrency.AreSeveral) ?? likely[0], plain.Count > 0 || (free.Count == 1 && currencies.Count == 1));
    }

    /// <summary>The nearest columns of currencies in joined tables, with the names by which they are asked.</summary>
    public static IReadOnlyList<(string Name, DraftedColumn Column, bool IsNext)> Joined(
        DraftedModel model, IReadOnlyList<DraftedModel> models)
    {
        IReadOnlyList<IReadOnlyList<(string Entity, DraftedModel To)>> ways = [[("", model)]];
        for (var hops = 1; hops <= MostHops; hops++)
        {
            ways =
            [
                .. ways.SelectMany(w => Steps(w[^1].To, w[^1].Entity, models).Where(s => !w.Any(b => b.To.Table.Name == s.To.Table.Name))
                    .Select(s => (IReadOnlyList<(string, DraftedModel)>)[.. w, s])),
            ];
            var found = ways.SelectMany(w => DraftedCurrency.Of(w[^1].To.Table).Select(
                c => (string.Join("__", w.Skip(1).Select(s => s.Entity)) + NameIn(w[^1].To, c), c, hops == 1))).ToList();
            if (found.Count > 0)
                return found;
        }

        return [];
    }

    /// <summary>What a question groups by to tell the values of a table's own column apart: a dimension or an entity.</summary>
    public static string NameOf(DraftedModel model, DraftedColumn column) =>
        model.Joins.FirstOrDefault(j => j.Column == column)?.Entity
        ?? (column.Name == model.Table.Key ? model.Entity : model.AskedAs(column));

    private static string NameIn(DraftedModel model, DraftedColumn column) => column.Name == model.Table.Key ? ""
        : $"__{model.Joins.FirstOrDefault(j => j.Column == column)?.Entity ?? model.NameOf(column)}";

    // Tables with one row for what a table's rows are about.
    private static IEnumerable<(string Entity, DraftedModel To)> Steps(DraftedModel at, string last, IReadOnlyList<DraftedModel> models) =>
        from entity in at.Joins.Select(j => j.Entity).Concat(at.Table.Key is null ? [] : [at.Entity]).Where(e => e != last)
        from to in models
        where to.Table.Key is not null && to.Entity == entity
        select (entity, to);

    private static bool IsOf(DraftedColumn currency, DraftedColumn amount) =>
        MoneyWords.About(currency) is { Length: > 0 } about && about.All(w => MoneyWords.Has(amount, w));

    // Where each currency follows an amount, or each precedes one, its place tells which one.
    private static DraftedColumn? Beside(DraftedColumn amount, List<DraftedColumn> currencies, DraftedModel model)
    {
        var columns = model.Table.Columns.Select(c => c.Name).ToList();
        var amounts = model.Measures.Select(m => columns.IndexOf(m.Column.Name)).ToHashSet();
        var places = currencies.ConvertAll(c => (Column: c, At: columns.IndexOf(c.Name)));
        var follow = places.TrueForAll(p => amounts.Contains(p.At - 1));
        var precede = places.TrueForAll(p => amounts.Contains(p.At + 1));
        var at = columns.IndexOf(amount.Name);
        return places.Count < 2 || follow == precede ? null
            : follow ? places.Where(p => p.At > at).OrderBy(p => p.At).Select(p => p.Column).FirstOrDefault()
            : places.Where(p => p.At < at).OrderByDescending(p => p.At).Select(p => p.Column).FirstOrDefault();
    }
}
