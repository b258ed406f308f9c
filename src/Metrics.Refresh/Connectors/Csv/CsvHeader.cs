using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Csv;

/// <summary>Where each kept column stands in the file, and the columns that nobody declared.</summary>
internal sealed record CsvHeader(int FieldCount, EquatableList<FieldPlace> Kept, EquatableList<string> Surplus)
{
    public static CsvHeader Bind(SourceTable table, IReadOnlyList<string> names)
    {
        var missing = table.Columns.Where(c => !names.Contains(c.Header)).ToList();
        if (missing.Count > 0)
            throw Missing(table, names, missing);
        var repeated = names.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => $"'{g.Key}'").ToList();
        if (repeated.Count > 0)
            throw SourceException.Of(table, $"the header names {string.Join(", ", repeated)} more than once");
        var surplus = names.Except(table.Columns.Select(c => c.Header)).ToEquatableList();
        if (surplus.Count > 0 && table.OnSurplus == OnSurplus.Error)
        {
            throw SourceException.Of(
                table, $"the file has columns that are not declared: {string.Join(", ", surplus.Select(n => $"'{n}'"))}", "declare them, or say 'on_surplus: report'");
        }

        var index = names.Index().ToDictionary(n => n.Item, n => n.Index);
        return new CsvHeader(names.Count, table.Columns.Where(c => !c.Drop).Select(c => new FieldPlace(c, index[c.Header])).ToEquatableList(), surplus);
    }

    private static SourceException Missing(SourceTable table, IReadOnlyList<string> names, List<SourceColumn> missing)
    {
        var showable = Showable(table, names);
        var nearest = missing.SelectMany(c => NearestNames.To(c.Header, showable)).Distinct().ToEquatableList();
        var which = string.Join(", ", missing.Select(c => $"'{c.Header}'"));
        var hint = nearest.Count > 0 ? null
            : showable.Count > 0 ? $"its columns are {string.Join(", ", showable.Select(n => $"'{n}'"))}"
            : "its first line must be the header";
        return new SourceException(new Diagnostic(
            DiagnosticCode.SourceFailed,
            $"table '{table.Model}': the header of '{table.Csv.Path}' lacks {(missing.Count == 1 ? "the declared column" : $"{missing.Count} declared columns:")} {which}",
            table.Location,
            hint,
            nearest));
    }

    // A file without a header has a row in its place, and where columns are dropped a row must never be shown.
    private static List<string> Showable(SourceTable table, IReadOnlyList<string> names) =>
        !table.HidesValues ? [.. names.Where(n => n.Length is > 0 and < 64)]
        : table.Columns.Any(c => names.Contains(c.Header)) ? [.. names.Where(n => n.Length is > 0 and < 64 && !n.Any(char.IsDigit))]
        : [];
}
