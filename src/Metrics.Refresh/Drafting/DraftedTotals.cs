using System.Globalization;
using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>How totals lines are handled: a load reads them, and the gold model leaves them out.</summary>
internal static class DraftedTotals
{
    private const double LargestShare = 5;

    /// <summary>
    /// By column index, the words for totals in the column, to be read as null if it is not text. A null list if they may not be, because
    /// nothing would distinguish the line from a row without a value there.
    /// </summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<string>?> WordsIn(SeenTable seen, IReadOnlySet<TotalLine> totals)
    {
        var elsewhere = seen.Totals.Elsewhere.ToList();
        return totals.GroupBy(t => t.At).ToDictionary(
            g => g.Key, g => MayBeNothing(g) ? (IReadOnlyList<string>?)[.. g.Select(t => t.Word)] : null);

        // A word for null applies to all columns; one that also occurs in another column may be a name there.
        bool MayBeNothing(IGrouping<int, TotalLine> lines) => EmptyWith(seen, lines.Key).Exists(c => IsFilled(seen, c))
            && elsewhere.TrueForAll(o => o.At != lines.Key)
            && !lines.Any(t => totals.Concat(elsewhere).Any(o => o.At != t.At && o.Word == t.Word));
    }

    /// <summary>The table with its totals lines: how the gold model recognises them, and the doubts to report.</summary>
    public static DraftedTable With(DraftedTable table, SeenTable seen, IReadOnlySet<TotalLine> totals)
    {
        var (texts, empty, doubts) =
            (new List<(string, string)>(), new List<EquatableList<string>>(), table.Doubts.ToList());
        var unlike = table.Columns.Where((c, i) => totals.All(t => t.At != i) && !Reads(c, seen.Sums[i], table.Csv.Nulls))
            .Select(c => c.Name).ToList();
        foreach (var total in totals)
        {
            var column = table.Columns[total.At];
            var line = $"its last line ('{total.Word}' in '{column.Name}') seems to be a total of the others";
            if (column.Reading is null)
            {
                texts.Add((column.Name, total.Word));
                var made = seen.Sights[total.At].Types.Left.Count > 0 ? ", and makes the column text" : "";
                doubts.Add($"{line}{made}; the model in gold leaves it out");
                continue;
            }

            var with = EmptyWith(seen, total.At).Select(at => table.Columns[at].Name).ToEquatableList();
            if (!empty.Contains(with))
                empty.Add(with);
            doubts.Add(
                $"{line}; its '{total.Word}' is read as null, and the model in gold leaves out rows without "
                + string.Join(" and ", with.Select(c => $"'{c}'")));
        }

        var rejected = seen.Totals.Ragged + (unlike.Count > 0 ? totals.Sum(seen.Totals.RowsOf) : 0);
        var limit = rejected == 0 ? null : Limit(rejected, seen);
        if (unlike.Count > 0)
        {
            var columns = string.Join(", ", unlike.Select(c => $"'{c}'"));
            doubts.Add(
                $"that line has values in {columns} of another form than the others: a load rejects it, {Passing(limit, seen)}");
        }

        if (seen.Totals.RaggedWord is { } ragged)
        {
            doubts.Add(
                $"its last line ('{ragged}') seems to be a total of the others, and has another number of fields: a load rejects it, "
                + Passing(limit, seen));
        }

        return table with
        {
            Totals = texts.ToEquatableList(), EmptyInTotals = empty.ToEquatableList(), Doubts = doubts.ToEquatableList(),
            MaxRejected = limit,
        };
    }

    // If the default limit lets the lines pass, none is written, since it could only be stricter. For several files, whose number may grow,
    // it is a percentage as long as that is small. A large percentage would let a file of unreadable amounts pass, so then it is a number
    // of rows, which the next file exceeds.
    private static string? Limit(long lines, SeenTable seen)
    {
        var rejected = lines + seen.Bad - seen.Totals.Ragged;
        if (rejected * 100 <= seen.Count)
            return null;
        var share = Math.Ceiling((lines * 200.0 / seen.Count) + ((rejected - lines) * 100.0 / seen.Count));
        return seen.HasSeveralFiles && share <= LargestShare
            ? string.Create(CultureInfo.InvariantCulture, $"{share:0}%") : rejected.ToString(CultureInfo.InvariantCulture);
    }

    private static string Passing(string? limit, SeenTable seen) => limit is null
        ? "which is less than the share that may be rejected anyway"
        : $"and 'max_rejected: {limit}' lets it pass"
            + (seen.HasSeveralFiles && !limit.EndsWith('%') ? "; a further file brings one more, and needs a higher number" : "");

    // The columns without a value in these lines, and the one with the word, which is read as null.
    private static List<int> EmptyWith(SeenTable seen, int at) =>
        [at, .. Enumerable.Range(0, seen.Sums.Count).Where(i => i != at && seen.Sums[i].Filled == 0)];

    private static bool IsFilled(SeenTable seen, int at) =>
        seen.Sights[at] is { HasValues: true, Nulls.Count: 0 } sight && sight.Empty == seen.Blank;

    private static bool Reads(DraftedColumn column, ColumnSight sums, EquatableList<string> nulls) => column.Reading is not { } reading
        || (sums.Nulls.All(nulls.Contains) && (!sums.HasValues || sums.Types.Left.Contains(reading)));
}
