using System.Globalization;
using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>How rows of totals are handled: a load reads them, and the gold model leaves them out.</summary>
internal static class DraftedTotals
{
    private const double LargestShare = 5;

    // Naming more of them would tell nothing new.
    private const int MostTold = 3;

    /// <summary>
    /// The lines that only their word calls totals and that may be rows: a shop may be called Total. They are totals if the column has no
    /// texts otherwise, or if they lack what every other row has.
    /// </summary>
    /// <param name="seen">What was seen without these lines.</param>
    public static IEnumerable<TotalLine> MayBeRows(SeenTable seen) => seen.Totals.Named.Where(t =>
        seen.Sights[t.At].HasValues && seen.Sights[t.At].Types.Left.Count == 0
        && !Enumerable.Range(0, seen.Sights.Count).Any(c => seen.Totals.IsEmptyIn(t, c) && IsFilled(seen, c)));

    /// <summary>The table with its rows of totals: how the gold model recognises them, and the doubts to report.</summary>
    /// <param name="table">The table.</param>
    /// <param name="seen">What was seen without the rows of totals.</param>
    /// <param name="totals">The rows of totals.</param>
    /// <param name="kept">Lines with a word for totals that count as rows.</param>
    /// <param name="likely">Rows that may be totals, and are kept.</param>
    public static DraftedTable With(
        DraftedTable table, SeenTable seen, IReadOnlySet<TotalLine> totals, IReadOnlyList<TotalLine> kept, IReadOnlySet<TotalLine> likely)
    {
        table = table with { Csv = table.Csv with { Nulls = NullsOf(table, seen, totals) } };
        var (words, doubts) = (new List<(string, string)>(), table.Doubts.ToList());
        var unlike = table.Columns.Where((c, i) => totals.All(t => t.At != i) && !Reads(c, seen.Sums[i], table.Csv.Nulls))
            .Select(c => c.Name).ToList();
        foreach (var (total, at) in totals.OrderBy(seen.Totals.IsLast).ThenBy(t => t.Word, StringComparer.Ordinal).Select((t, i) => (t, i)))
        {
            words.Add((table.Columns[total.At].Name, total.Word));
            if (at < MostTold || seen.Totals.IsLast(total))
                doubts.Add(Said(table.Columns[total.At], total, seen));
        }

        if (totals.Count(t => !seen.Totals.IsLast(t)) - MostTold is var more and > 0)
            doubts.Add($"{more} more such words are in rows that are totals of others; the model in gold leaves them out");
        doubts.AddRange(kept.Select(t => $"its last line ('{t.Word}' in '{table.Columns[t.At].Name}') is called {What(t)}, but its numbers "
            + $"are not the {Which(t)} of the other rows: it is kept and counts as a row; if it is {What(t)}, leave it out in the model in "
            + $"gold with \"where ({GoldCast.IsAnyOf(table.Columns[t.At].Name, [t.Word], [], mayBeNamed: false)}) is not true\""));
        if (seen.Totals.HasUnnamed)
        {
            doubts.Add("the numbers of its last line are the sums of the other rows, and no word says that it is a total: it is kept and "
                + "counts as a row; if it is a total, leave it out in the model in gold, by what is empty in it");
        }

        var named = totals.Where(t => t.Word.Length > 0).ToList();
        var lines = seen.Totals.Ragged + (unlike.Count > 0 ? totals.Sum(seen.Totals.RowsOf) : 0);
        var limit = lines == 0 ? null : Limit(lines, seen);
        if (unlike.Count > 0)
        {
            var columns = string.Join(", ", unlike.Select(c => $"'{c}'"));
            doubts.Add($"that line has values in {columns} of another form than the others: a load rejects it, {Passing(limit, seen)}");
        }

        if (seen.Totals.RaggedWord is { } ragged)
        {
            doubts.Add(
                $"its last line ('{ragged}') seems to be a total of the others, and has another number of fields: a load rejects it, "
                + Passing(limit, seen));
        }

        return table with
        {
            Columns = [.. table.Columns.Select((c, i) => totals.Contains(new TotalLine(i, "")) && c.Loaded.Kind == ColumnKind.Text ? c with
            {
                Nothing = [.. GroupedTotals.NothingIn(seen.Sums[i]).Select(n => n.Trim()).Distinct()],
            } : c)],
            OtherWords = [.. seen.Totals.But(totals).Select(t => (table.Columns[t.At].Name, t.Word))],
            // A name with such a word in it, such as a station's, is no news in a later file.
            LikelyWords =
            [
                .. likely.Where(t => !totals.Contains(t) && TotalWords.IsTotal(t.Word)).Select(t => (table.Columns[t.At].Name, t.Word)),
            ],
            Totals = words.ToEquatableList(), Doubts = doubts.ToEquatableList(), MaxRejected = limit, RejectedTotals = lines,
            EmptyInTotals = named.Count == 0 ? [] : table.Columns
                .Where((c, i) => named.TrueForAll(t => t.At != i && seen.Totals.IsEmptyIn(t, i)) && IsFilled(seen, i))
                .Select(c => c.Name).ToEquatableList(),
        };
    }

    // A column of numbers or dates may say NULL in rows of totals only, and a load must read these.
    private static EquatableList<string> NullsOf(DraftedTable table, SeenTable seen, IReadOnlySet<TotalLine> totals) =>
    [
        .. table.Csv.Nulls.Concat(table.Columns.SelectMany((c, i) => c.Loaded.Kind != ColumnKind.Text
                && totals.Contains(new TotalLine(i, "")) ? GroupedTotals.NothingOrBlanksIn(seen.Sums[i]) : []))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static string What(TotalLine line) => TotalWords.KindOf(line.Word) == TotalKind.Mean ? "an average" : "a total";

    private static string Which(TotalLine line) => TotalWords.KindOf(line.Word) == TotalKind.Mean ? "averages" : "sums";

    private static string Said(DraftedColumn column, TotalLine total, SeenTable seen)
    {
        var rows = seen.Totals.RowsOf(total);
        var word = total.Word.Length == 0 ? "nothing" : $"'{total.Word}'";
        var line = seen.Totals.IsLast(total) ? $"its last line ({word} in '{column.Name}') seems to be {What(total)} of the others"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} {(rows == 1 ? "row has" : "rows have")} {word} in '{column.Name}', and the {Which(total)} of other rows");
        var sums = seen.Totals.Adds(total) || seen.Sums.All(s => s.Filled == 0 || s == seen.Sums[total.At]) ? ""
            : $", although its numbers are not their {Which(total)}";
        return $"{line}{sums}; "
            + (column.Cast is not null
                ? $"'{column.Name}' is loaded as text, and the model in gold casts it to {ColumnTypeText.Word(column.Type)} and "
                : column.Reading is null && seen.Sights[total.At].Types.Left.Count > 0
                ? "it makes the column text, and the model in gold "
                : "the model in gold ")
            + $"leaves {(rows == 1 ? "it" : "them")} out";
    }

    // All bad rows together must stay below max_rejected: the lines of totals, and of the others as many as may be without one. For several
    // files, whose number may grow, it is a percentage as long as that is small. A large percentage would let a file of unreadable amounts
    // pass, so then it is a number of rows, which the next file exceeds.
    private static string? Limit(long lines, SeenTable seen)
    {
        var rejected = lines + seen.Bad - seen.Totals.Ragged;
        if (rejected * 100 <= seen.Count)
            return null;
        var share = Math.Ceiling(lines * 1000.0 / seen.Count) / 10 + 1;
        return seen.HasSeveralFiles && share <= LargestShare
            ? string.Create(CultureInfo.InvariantCulture, $"{share:0.#}%")
            : (lines + (seen.Count / 100)).ToString(CultureInfo.InvariantCulture);
    }

    private static string Passing(string? limit, SeenTable seen) => limit is null
        ? "which is less than the share that may be rejected anyway"
        : $"and 'max_rejected: {limit}' lets it pass, and of other rows no more than 1 %"
            + (seen.HasSeveralFiles && !limit.EndsWith('%') ? "; a further file brings one more, and needs a higher number" : "");

    private static bool IsFilled(SeenTable seen, int at) =>
        seen.Sights[at] is { HasValues: true, Nulls.Count: 0 } sight && sight.Empty == seen.Blank;

    private static bool Reads(DraftedColumn column, ColumnSight sums, EquatableList<string> nulls) => column.Reading is not { } reading
        || (sums.Nulls.All(nulls.Contains) && (!sums.HasValues || sums.Types.Left.Contains(reading)));
}
