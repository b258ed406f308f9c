using System.Globalization;
using System.Text;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
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
                form = other is null ? null : form.With(other);
                if (form is null)
                    return (null, why ?? NotAlike);
            }

            return await ReadAsync(found, name, form, dayFirst, ct);
        }
        catch (SourceException e)
        {
            return (null, e.Diagnostic.Message.Split(": ", 2)[^1]);
        }
    }

    /// <summary>Said of several files that have not the same columns.</summary>
    public const string NotAlike = "its files are not alike";

    /// <summary>Said of several files in which the same things stand, as in a copy of every day: together they would count twice.</summary>
    public const string SameKeys =
        "files of this name have the same keys, so that together they may count things twice; each was made a table of its own";

    /// <summary>Said of several files in which the same rows stand, though none has one twice: each is a copy of the whole.</summary>
    public const string SameRows =
        "files of this name have rows in common, so that together they may count things twice; each was made a table of its own";

    private static readonly HashSet<string> TotalWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "total", "totals", "grand total", "sum", "subtotal", "total general", "totale", "somme", "suma", "summe", "gesamt", "insgesamt",
    };

    private static readonly HashSet<string> PartWords = new(StringComparer.OrdinalIgnoreCase) { "subtotal", "zwischensumme", "sous-total" };

    // More of them say nothing more.
    private const int MostTotalsTold = 3;

    private static async Task<(DraftedTable? Table, string? Problem)> ReadAsync(
        FoundTable found, string name, FileForm form, bool? dayFirst, CancellationToken ct)
    {
        var doubts = form.Doubts.ToList();
        if (found.Doubt is not null)
            doubts.Add(found.Doubt);
        var headers = Loadable(form, doubts);
        var table = Probe(found.Format) with { Csv = form.Csv, Columns = [.. headers.Select(Column)] };
        var sights = headers.Select((_, i) => (ColumnSight?)null).ToArray();
        var (count, bad, more) = (0L, 0L, false);
        var (blank, lines) = (0L, found.Paths.Count > 1 ? new SeenRows() : null);
        var totals = new Dictionary<(int At, string Word), (long Rows, long Last)>();
        foreach (var path in found.Paths)
        {
            using var rows = await SourceConnector.OpenAsync(table.At(path), ct);
            (int At, string Word)? total = null;
            var fields = rows.Kept.Select(k => k.Field).ToArray();
            for (var at = 0; at < sights.Length; at++)
                sights[at] ??= new ColumnSight(rows.Kept[at].Field, found.Paths.Count > 1);
            while (!more && await rows.ReadAsync(ct))
            {
                ct.ThrowIfCancellationRequested();
                if (count == MostRows)
                {
                    more = true;
                    break;
                }

                count++;
                if (rows.Problem is not null)
                {
                    bad++;
                    continue;
                }

                Array.ForEach(sights, s => s!.See(rows, found.Format != SourceFormat.Csv));
                if (IsBlank(rows, fields))
                {
                    blank++;
                    continue;
                }

                lines?.See(rows.Raw);
                total = TotalOf(rows, fields);
                if (total is { } here)
                    totals[here] = (totals.GetValueOrDefault(here).Rows + 1, totals.GetValueOrDefault(here).Last);
            }

            if (total is { } last)
                totals[last] = (totals[last].Rows, totals[last].Last + 1);
            lines?.EndFile();
            Array.ForEach(sights, s => s!.EndFile());
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
        if (lines is { AreCopies: true })
            return (null, SameRows);
        if (CountedTwice(columns.Columns, sights!) is { } key)
        {
            if (TimeOfFile(columns.Columns, sights!) is not { } time)
                return (null, SameKeys);
            doubts.Add($"several of its files have the same values of '{key}'; they are one table since '{time}' tells them apart");
        }
        else if (lines is not null && !sights.Any(s => s!.IsOfOneFile))
            doubts.Add("nothing in its rows tells which file they are of, and the numbers of all are added up");

        if (lines is { InCommon: > 0 and var common })
        {
            doubts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{common:N0} of its rows stand in several files alike, and count as often as they stand there"));
        }

        if (blank > 0)
        {
            doubts.Add(string.Create(
                CultureInfo.InvariantCulture, $"{blank:N0} of its lines have no value at all; the model in gold leaves them out"));
        }

        var words = totals.Where(t => columns.Columns[t.Key.At].Type.Kind == ColumnKind.Text)
            .Select(t => (columns.Columns[t.Key.At].Name, t.Key.Word, t.Value.Rows, IsTotal: t.Value.Rows == t.Value.Last)).ToList();
        // Elsewhere it may be the name of a shop, or add up some of the others.
        foreach (var (column, word, times, _) in words.Where(t => !t.IsTotal).Take(MostTotalsTold))
        {
            doubts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"'{word}' stands in {times:N0} rows of '{column}', which count; "
                + $"if they add up others, leave them out in the model in gold"));
        }

        var texts = words.Where(t => t.IsTotal).Select(t => (t.Name, t.Word)).ToEquatableList();
        foreach (var (column, word) in texts)
            doubts.Add($"its last line ('{word}' in '{column}') seems to add up the others; the model in gold leaves it out");
        var drafted = new DraftedTable
        {
            HasBlankRows = blank > 0, Totals = texts,
            Name = name, File = found.File, Format = found.Format, Rows = count, HasMore = more, Doubts = doubts.ToEquatableList(),
            Csv = form.Csv with { DecimalMark = columns.DecimalMark, Nulls = columns.Nulls }, Columns = columns.Columns,
        };
        return (KeyChoice.With(drafted), null);
    }

    private static bool IsBlank(SourceRows rows, int[] fields)
    {
        foreach (var field in fields)
        {
            if (!rows.Field(field).Trim((byte)' ').IsEmpty)
                return false;
        }

        return true;
    }

    // Looked for in each row, so that the last one's stands in the end; a text is made only of what begins as one of the words does.
    private static (int At, string Word)? TotalOf(SourceRows rows, int[] fields)
    {
        for (var at = 0; at < fields.Length; at++)
        {
            if (rows.Field(fields[at]) is { Length: > 2 and <= 40 } text && "tgsizTGSIZ"u8.Contains(text[0])
                && Encoding.UTF8.GetString(text) is var written && IsTotal(written.Trim().TrimEnd(':')))
                return (at, written);
        }

        return null;
    }

    // A month or a number may stand behind it; with another word behind it Total is a name.
    private static bool IsTotal(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return TotalWords.Contains(text) || (space > 0 && (PartWords.Contains(text[..space])
            || (TotalWords.Contains(text[..space]) && !text.AsSpan(space).ContainsAnyInRange('A', 'z'))));
    }

    // A column called a key, or a text, and one in each file, that is none over all of them, beside no other that is: what it names is
    // told of more than once. A number that nobody called a key may differ by chance.
    private static string? CountedTwice(EquatableList<DraftedColumn> columns, IReadOnlyList<ColumnSight> sights)
    {
        var seen = columns.Select((c, i) => (Column: c, Sight: sights[i])).ToList();
        var keys = seen.Where(k => KeyChoice.IsCalledKey(k.Column)).ToList();
        if (keys.Exists(k => k.Sight.IsOnce))
            return null;
        var names = seen.Where(k => k.Column.Type.Kind == ColumnKind.Text && !seen.Exists(o => o.Sight.IsOnce && !o.Column.IsNumber));
        return keys.Concat(names).Where(k => k.Sight.IsRepeated).Select(k => k.Column.Name).FirstOrDefault();
    }

    // A time that stands in one file only, whatever the file.
    private static string? TimeOfFile(EquatableList<DraftedColumn> columns, IReadOnlyList<ColumnSight> sights) =>
        columns.Where((c, i) => c.IsTime && sights[i].IsOfOneFile).Select(c => c.Name).FirstOrDefault();

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
            var found = inner.Select(i => $"{property.Name}.{i.Name}").DefaultIfEmpty(property.Name);
            foreach (var name in found.Where(n => !names.Contains(n)))
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
