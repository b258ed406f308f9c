using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Csv;

/// <summary>The field number of each stored column, and the file's undeclared columns.</summary>
/// <param name="FieldCount">The most fields a record may have.</param>
/// <param name="Named">The fewest fields: spreadsheets write empty cells after the last name of a header.</param>
/// <param name="Kept">The columns that are stored.</param>
/// <param name="Surplus">The undeclared columns.</param>
internal sealed record CsvHeader(int FieldCount, int Named, EquatableList<FieldPlace> Kept, EquatableList<string> Surplus)
{
    /// <summary>Matches a file's first line with the declared columns. Blanks around a name are not part of it.</summary>
    public static CsvHeader Bind(SourceTable table, IReadOnlyList<string> written)
    {
        var all = written.Select(n => n.Trim()).ToList();
        var named = all.FindLastIndex(n => n.Length > 0) + 1;
        var names = all[..named];
        var declared = table.Columns.Select(c => c.Header.Trim()).ToHashSet(StringComparer.Ordinal);
        var missing = table.Columns.Where(c => !names.Contains(c.Header.Trim())).ToList();
        var repeated = names.Where(declared.Contains).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        var surplus = names.Where(n => !declared.Contains(n)).Select(n => n.Length == 0 ? "(without a name)" : n).Distinct()
            .ToEquatableList();
        Refuse(table, names, missing, repeated, table.OnSurplus == OnSurplus.Error ? surplus : []);
        var index = names.Index().Where(n => declared.Contains(n.Item)).ToDictionary(n => n.Item, n => n.Index);
        var kept = table.Columns.Where(c => !c.Drop).Select(c => new FieldPlace(c, index[c.Header.Trim()])).ToEquatableList();
        return new CsvHeader(all.Count, named, kept, surplus);
    }

    /// <summary>A file without a header: its columns are the declared ones, in declared order.</summary>
    public static CsvHeader InOrder(SourceTable table) => new(
        table.Columns.Count, table.Columns.Count,
        table.Columns.Index().Where(c => !c.Item.Drop).Select(c => new FieldPlace(c.Item, c.Index)).ToEquatableList(), []);

    // Reports all problems together, so that they can be fixed in one edit.
    private static void Refuse(
        SourceTable table, List<string> names, List<SourceColumn> missing, List<string> repeated, EquatableList<string> surplus)
    {
        if (names.Find(n => n.Contains('\0', StringComparison.Ordinal)) is { } binary)
        {
            throw SourceException.Of(
                table, $"the header of '{table.Csv.Path}' has a NUL character in the name '{Shown(binary)}'",
                "it is no text file, or has another encoding than is declared: 'encoding: utf-16' reads UTF-16");
        }

        var problems = new List<string>();
        var declared = missing.Count == 1 ? "the declared column" : $"{missing.Count} declared columns:";
        if (missing.Count > 0)
            problems.Add($"lacks {declared} {Quoted(missing.Select(c => c.Header))}");
        if (repeated.Count > 0)
            problems.Add($"names {Quoted(repeated)} more than once");
        if (surplus.Count > 0)
            problems.Add($"has columns that are not declared: {Quoted(surplus)}");
        if (problems.Count == 0)
            return;
        var showable = Showable(table, names);
        var nearest = missing.SelectMany(c => NearestNames.To(c.Header, showable)).Distinct().ToEquatableList();
        var hints = new List<string>();
        if (missing.Count > 0 && nearest.Count == 0)
        {
            hints.Add(showable.Count > 0
                ? $"its columns are {Quoted(showable)}; 'header' of a column is its name in the file, 'delimiter' what separates columns"
                : "its first line must be the header; for a file without one set 'header: false'");
        }

        if (surplus.Count > 0)
            hints.Add("declare them, or set 'on_surplus: report'");
        throw new SourceException(new Diagnostic(
            DiagnosticCode.SourceFailed, $"table '{table.Model}': the header of '{table.Csv.Path}' {string.Join("; it ", problems)}",
            table.Location, hints.Count > 0 ? string.Join("; ", hints) : null, nearest))
        {
            Missing = [.. missing.Select(c => c.Header)],
        };
    }

    private static string Shown(string name) => name.Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    // The first line of a file without a header is a row, and no row may be shown when columns are dropped or secret.
    private static List<string> Showable(SourceTable table, List<string> names) =>
        !table.HidesValues ? [.. names.Where(n => n.Length is > 0 and < 64)]
        : table.Columns.Any(c => names.Contains(c.Header)) ? [.. names.Where(n => n.Length is > 0 and < 64 && !n.Any(char.IsDigit))]
        : [];
}
