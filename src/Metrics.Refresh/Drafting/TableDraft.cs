using System.Globalization;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>Reads the rows of a table's files as a load would, and says what its declaration has to be.</summary>
internal static class TableDraft
{
    /// <summary>How many rows of a table are looked at.</summary>
    public const long MostRows = 500_000;

    private const int JsonRecords = 2_000;

    /// <summary>Drafts a table; null with the reason when its files are none.</summary>
    /// <param name="found">Its files.</param>
    /// <param name="name">Its name in the project.</param>
    /// <param name="dayFirst">Whether days stand before months where a column's own values do not tell; null when nobody knows.</param>
    /// <param name="ct">Ends the reading between two rows.</param>
    public static async Task<(DraftedTable? Table, string? Problem)> MakeAsync(
        FoundTable found, string name, bool? dayFirst, CancellationToken ct)
    {
        try
        {
            var table = Probe(found.Format).At(found.Paths[0]);
            var (form, problem) = found.Format == SourceFormat.Csv ? await FileForm.FindAsync(table, ct) : await OfJsonAsync(table, ct);
            if (form is null)
                return (null, problem);
            foreach (var path in found.Paths.Skip(1))
            {
                var (other, why) = found.Format == SourceFormat.Csv ? await FileForm.FindAsync(table.At(path), ct) : (form, null);
                if (other is null || other.Names != form.Names || Written(other) != Written(form))
                    return (null, why ?? NotAlike);
                // Of a file without accents nobody can tell.
                if (other.Csv.Encoding != form.Csv.Encoding)
                    form = other.Csv.Encoding == Probe(found.Format).Csv.Encoding ? form : other;
            }

            return (await ReadAsync(found, name, form, dayFirst, ct), null);
        }
        catch (SourceException e)
        {
            return (null, e.Diagnostic.Message.Split(": ", 2)[^1]);
        }
    }

    private static CsvOptions Written(FileForm form) => form.Csv with { Path = "", Encoding = "" };

    /// <summary>Said of several files that have not the same columns.</summary>
    public const string NotAlike = "its files are not alike";

    private static async Task<DraftedTable> ReadAsync(FoundTable found, string name, FileForm form, bool? dayFirst, CancellationToken ct)
    {
        var doubts = form.Doubts.ToList();
        var headers = Loadable(form, doubts);
        var table = Probe(found.Format) with { Csv = form.Csv, Columns = [.. headers.Select(Column)] };
        var sights = headers.Select((_, i) => (ColumnSight?)null).ToArray();
        var (count, bad, more) = (0L, 0L, false);
        foreach (var path in found.Paths)
        {
            using var rows = await SourceConnector.OpenAsync(table.At(path), ct);
            for (var at = 0; at < sights.Length; at++)
                sights[at] ??= new ColumnSight(rows.Kept[at].Field);
            while (!more && await rows.ReadAsync(ct))
            {
                ct.ThrowIfCancellationRequested();
                if (count == MostRows)
                {
                    more = true;
                    break;
                }

                count++;
                if (rows.Problem is null)
                    Array.ForEach(sights, s => s!.See(rows, found.Format != SourceFormat.Csv));
                else
                    bad++;
            }
        }

        if (bad > 0)
        {
            doubts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{bad:N0} of {count:N0} rows have another number of fields or wrong quotes, and would be rejected"));
        }

        if (more)
            doubts.Add(string.Create(CultureInfo.InvariantCulture, $"only its first {MostRows:N0} rows were looked at"));
        var columns = ColumnDraft.Make([.. headers.Zip(sights, (h, s) => (h, s!))], SafeName.Singular(name), dayFirst);
        var drafted = new DraftedTable
        {
            Name = name, File = found.File, Format = found.Format, Rows = count, HasMore = more, Doubts = doubts.ToEquatableList(),
            Csv = form.Csv with { DecimalMark = columns.DecimalMark, Nulls = columns.Nulls }, Columns = columns.Columns,
        };
        return KeyChoice.With(drafted);
    }

    // A name that stands twice, and a column without one, cannot be loaded by name.
    private static List<string> Loadable(FileForm form, List<string> doubts)
    {
        var twice = form.Names.GroupBy(n => n).Where(g => g.Key.Length > 0 && g.Count() > 1).Select(g => g.Key).ToList();
        if (twice.Count > 0)
        {
            var names = string.Join(", ", twice.Select(t => $"'{t}'"));
            doubts.Add($"its header names {names} more than once, which cannot be loaded; rename one");
        }

        if (form.Names.Any(n => n.Length == 0))
            doubts.Add("a column has no name, and is not loaded");
        return [.. form.Names.Where(n => n.Length > 0 && !twice.Contains(n))];
    }

    private static async Task<(FileForm? Form, string? Problem)> OfJsonAsync(SourceTable table, CancellationToken ct)
    {
        var names = new List<string>();
        using var rows = await SourceConnector.OpenAsync(table, ct);
        for (var at = 0; at < JsonRecords && await rows.ReadAsync(ct); at++)
        {
            if (rows.Problem is null)
                Take(rows.Raw, names);
        }

        return names.Count == 0 ? (null, "it has no records") : (new FileForm(table.Csv, names.ToEquatableList(), []), null);
    }

    private static void Take(ReadOnlySpan<byte> record, List<string> names)
    {
        var reader = new Utf8JsonReader(record);
        using var document = JsonDocument.ParseValue(ref reader);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            // A record in a record is its own columns: user.country.
            var inner = property.Value.ValueKind == JsonValueKind.Object ? property.Value.EnumerateObject().ToList() : [];
            foreach (var name in inner.Select(i => $"{property.Name}.{i.Name}").DefaultIfEmpty(property.Name).Where(n => !names.Contains(n)))
                names.Add(name);
        }
    }

    private static SourceColumn Column(string name) =>
        new(name, name, new ColumnType(ColumnKind.Text), null, null, Drop: false, Required: false, null, new SourceLocation("", 0, 0));

    private static SourceTable Probe(SourceFormat format) => new()
    {
        Pack = "", Source = "", Name = "", Model = "", Csv = new CsvOptions("", ',', "utf-8", [], '.'), Format = format, Columns = [],
        MaxRejected = RejectLimit.Default, OnSurplus = OnSurplus.Report, Location = new SourceLocation("", 0, 0),
    };
}
