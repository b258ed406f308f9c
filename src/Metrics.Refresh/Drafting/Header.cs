using System.Globalization;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>Decides whether a file's first line is a header.</summary>
internal static class Header
{
    private static readonly string[] Words = ["true", "false", "yes", "no", "null", "n/a", "na", "nan", "-", "\\N"];

    private const int FewestRows = 3;

    /// <summary>Whether the first record names the columns, and the doubt about it, if any.</summary>
    public static (bool HasHeader, string? Doubt) Find(IReadOnlyList<string[]> records)
    {
        var first = records[0];
        var named = Array.FindLastIndex(first, f => f.Length > 0) + 1;
        var names = first[..named];
        // A totals line at the end has a word where the others have values.
        var body = records.Skip(1).Where((r, i) => i < records.Count - 2 || !Array.Exists(r, TotalWords.IsTotal)).ToList();
        if (body.Count == 0)
            return (!names.Any(IsValue), null);
        var (heads, rows) = (0, 0);
        for (var at = 0; at < named; at++)
        {
            var values = body.Where(r => r.Length > at && r[at].Length > 0).Select(r => r[at]).ToList();
            if (values.Count == 0 || names[at].Length == 0 || !values.TrueForAll(IsValue))
                continue;
            (heads, rows) = IsValue(names[at]) ? (heads, rows + 1) : (heads + 1, rows);
        }

        // A data row has no word where all others have values, so one such name proves a header, whatever the other names are.
        if (heads > 0)
            return (true, rows > heads ? "its header has numbers in it, and was read as one since a word is above values" : null);
        if (rows > 0 && AreYears(names, body))
            return (true, "its header has numbers in it, and was read as one since they are years");
        if (rows > 0)
            return (false, "its first line looks like the others, so it has no header; columns are called column_1 and so on: give "
                + "them names of your own in sources.yml, where they are in the file's order, and in the files that use them");
        // Two columns may have one name. Two equal values of a row occur elsewhere as well.
        var isTwice = names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < named
            && (body.Count < FewestRows || body.Exists(r => Array.Exists(r, names.Contains)));
        var repeats = isTwice || names.Any(n => n.Length == 0)
            || Enumerable.Range(0, named).Any(at => body.Exists(r => r.Length > at && r[at] == names[at]));
        return repeats
            ? (false, "its values are all texts, and those of its first line occur again below: it was read as having no header")
            : (true, "its values are all texts, so it is uncertain whether the first line is a header; it was read as one");
    }

    // A number, a date, a time, or a word for a value: nothing that a column would be named.
    private static bool IsValue(string text) =>
        (text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiDigit(c) || " .,:/+-%€$£TZ'".Contains(c, StringComparison.Ordinal)))
        || Words.Contains(text, StringComparer.OrdinalIgnoreCase);

    // Several different years are names. A single one may be a value, unless some value below it is not a year.
    private static bool AreYears(string[] names, List<string[]> body)
    {
        int Year(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and <= 2100 ? year : 0;
        var at = Enumerable.Range(0, names.Length).Where(i => IsValue(names[i])).ToList();
        var numbers = at.ConvertAll(i => Year(names[i]));
        return numbers.Count < names.Length && numbers.TrueForAll(n => n > 0) && numbers.Distinct().Count() == numbers.Count
            && (numbers.Count > 1 || body.Exists(r => r.Length > at[0] && r[at[0]].Length > 0 && Year(r[at[0]]) == 0));
    }
}
