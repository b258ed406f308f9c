using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Sources;
using Metrics.Refresh.Sql;

namespace Metrics.Refresh.Drafting;

/// <summary>A column of which one value may come to stand for all others, and the columns whose values define a group.</summary>
internal sealed record WatchedSums(string In, EquatableList<string> By);

/// <summary>What is said of values whose rows have the sums of the others, and the data tests that tell when such a row comes.</summary>
internal static class DraftedSums
{
    private const int MostWatched = 3;
    private const int MostSummed = 40;

    // Naming more of them would tell nothing new.
    private const int MostTold = 3;

    /// <summary>The table with what its columns say of totals that no word tells.</summary>
    public static DraftedTable With(DraftedTable table, IReadOnlyList<GroupedColumn> all)
    {
        // A code and a name of the same things are one column; so is what is different in every row, which is compared with all others.
        var grouped = new List<GroupedColumn>();
        foreach (var column in all.OrderBy(g => g.Totals.Count == 0))
        {
            if (!grouped.Exists(g => g.Decided.Contains(column.At) && column.Decided.Contains(g.At)))
                grouped.Add(column);
        }

        return With(table, grouped);
    }

    private static DraftedTable With(DraftedTable table, List<GroupedColumn> grouped) => table with
    {
        Watched = grouped.Where(g => g.By.Count > 0 || !table.Columns[g.At].IsUnique).Take(MostWatched)
            .Select(g => new WatchedSums(table.Columns[g.At].Name, [.. g.By.Select(b => table.Columns[b].Name)])).ToEquatableList(),
        Doubts =
        [
            .. table.Doubts, .. DraftedKinds.Doubts(table),
            .. grouped.SelectMany(g => g.Totals.Where(t => !IsSaid(table, g, t.Value)).Take(MostTold)
                .Select(t => Said(table.Columns[g.At].Name, t.Value, t.Times, t.Groups))),
        ],
    };

    /// <summary>The tests that the model in gold gets, as YAML; empty for none.</summary>
    public static string Test(DraftedTable table)
    {
        var summed = string.Join(", ", ValueTotals.Summed(table).Take(MostSummed).Select(at => table.Columns[at].Name));
        // Looking at all rows takes its time in every run.
        if (summed.Length == 0 || table.Rows == 0 || table.HasMore)
            return "";
        var text = new StringBuilder();
        foreach (var watched in table.Watched)
            Append(text, summed, $", in: {watched.In}" + (watched.By.Count == 0 ? "" : $", by: [{string.Join(", ", watched.By)}]"));
        if (table.Watched.All(w => w.By.Count > 0))
            Append(text, summed, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string summed, string rest) =>
        text.Append($"  - no_sums: {{of: [{summed}]{rest}}}\n    severity: warn\n");

    private static bool IsSaid(DraftedTable table, GroupedColumn column, string word) =>
        table.OtherWords.Contains((table.Columns[column.At].Name, word)) && TotalWords.IsTotal(word);

    private static string Said(string column, string value, int times, int groups)
    {
        var where = groups == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" in each of {groups:N0} groups of its other labels");
        return times == 2
            ? $"the numbers of '{value}' in '{column}' are the sums of those of all its other values{where}: they count; if they are "
                + $"totals, leave them out in the model in gold with the condition \"trim({column}) is distinct from "
                + $"{SqlSpelling.Literal(value)}\""
            : $"the numbers of all values of '{column}' together are {times} times those of '{value}'{where}, as where totals of several "
                + "levels are rows beside each other: all count; keep the values of one level with a 'where' in the model in gold";
    }
}
