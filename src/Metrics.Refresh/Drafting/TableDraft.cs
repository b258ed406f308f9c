using System.Globalization;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Csv;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>Reads the rows of a table's files as a load would, and drafts the table's declaration.</summary>
internal static class TableDraft
{
    /// <summary>How many rows of a table are read at most.</summary>
    public const long MostRows = 500_000;

    private const int JsonRecords = 2_000;

    /// <summary>Drafts a table; null with the reason when its files cannot be one.</summary>
    /// <param name="found">Its files.</param>
    /// <param name="name">Its name in the project.</param>
    /// <param name="dayFirst">Whether days come before months in columns whose own values do not tell; null when unknown.</param>
    /// <param name="clock">What today is.</param>
    /// <param name="ct">Ends the reading between two rows.</param>
    public static async Task<(DraftedTable? Table, string? Problem)> MakeAsync(
        FoundTable found, string name, bool? dayFirst, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            var table = Probe(found.Format).At(found.Paths[0]);
            var (form, problem) = found.Format == SourceFormat.Csv ? await DraftedForm.FindAsync(table, ct) : await OfJsonAsync(table, ct);
            if (form is null)
                return (null, problem);
            foreach (var path in found.Paths.Skip(1))
            {
                var (other, why) = found.Format == SourceFormat.Csv ? await DraftedForm.FindAsync(table.At(path), ct) : (form, null);
                if (other is null || form.With(other) is not { } both)
                    return (null, other is not null && form.IsInOtherOrder(other) ? OtherOrder : why ?? NotAlike);
                form = both;
            }

            return await ReadAsync(found, name, form, dayFirst, clock, ct);
        }
        catch (SourceException e)
        {
            return (null, e.Diagnostic.Message.Split(": ", 2)[^1]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, $"it cannot be read: {e.Message}");
        }
    }

    /// <summary>The message for files whose columns differ.</summary>
    public const string NotAlike = "its files are not alike";

    /// <summary>The message for files with the same keys, such as daily copies: together they would count things twice.</summary>
    public const string SameKeys =
        "files of this name have the same keys, so that together they may count things twice; each became a table of its own";

    /// <summary>The message for files that share rows and have few duplicates of their own: each is a copy of the whole.</summary>
    public const string SameRows =
        "files of this name have rows in common, so that together they may count things twice; each became a table of its own";

    /// <summary>The message for files whose columns have the same names in another order or spelling.</summary>
    public const string OtherOrder =
        "files of this name have the same columns in another order, or spelled in another way; each became a table of its own: write them "
        + "alike to make one of them";

    private const string NoRows = "it has a header and no row, so that nothing is known of its columns: all are read as text, and no "
        + "number is added up; when it has rows, draft it again, or give the columns their types and measures";

    // Naming more of them would tell nothing new.
    private const int MostTotalsTold = 3;

    private static async Task<(DraftedTable? Table, string? Problem)> ReadAsync(
        FoundTable found, string name, DraftedForm form, bool? dayFirst, TimeProvider clock, CancellationToken ct)
    {
        var doubts = form.Doubts.ToList();
        if (!form.Csv.HasHeader && found.Format == SourceFormat.Csv)
            doubts.Add("its columns have no names, so that all of its numbers are summed, prices and shares too: see semantic/");
        if (found.Doubt is not null)
            doubts.Add(found.Doubt);
        var headers = Loadable(form, doubts);
        var table = Probe(found.Format) with { Csv = form.Csv, Columns = [.. headers.Select(Column)] };
        var inner = headers.Select(h => form.Inner.Where(i => i.Header == h).Select(i => i.Inner).FirstOrDefault()).ToList();
        // Totals lines are not data: types, keys and what files have in common are inferred without them.
        var (seen, grouped, totals, kept) = await SeenAsync(found, table, inner, ct);
        doubts.AddRange(OfRows(seen));
        var columns = ColumnDraft.Make(
            [.. headers.Zip(seen.Sights)], totals.Where(t => t.Word.Length > 0).Select(t => t.At).ToHashSet(), SafeName.Singular(name),
            dayFirst);
        if (seen.Lines is { AreCopies: true })
            return (null, SameRows);
        if (CountedTwice(columns.Columns, seen.Sights) is { } key)
        {
            if (TimeOfFile(columns.Columns, seen.Sights) is not { } time)
                return (null, SameKeys);
            doubts.Add($"several of its files have the same values of '{key}'; they are one table since '{time}' distinguishes them");
        }
        else if (seen.Lines is not null && !columns.Columns.Where((c, i) => seen.Sights[i].IsOfOneFile && IsLabel(c)).Any())
            doubts.Add("nothing in its rows tells which file they are from, and the numbers of all files are summed");

        if (seen.Count == 0)
            doubts.Add(NoRows);
        doubts.AddRange(OfLines(seen));
        doubts.AddRange(columns.Columns.SelectMany((c, i) => OfDates(c, seen.Sights[i], clock)));
        doubts.AddRange(OfNumbers(columns.Columns, seen));
        doubts.AddRange(grouped.Perhaps.Where(p => p.Word.Length == 0).Select(p => OfEmpty(columns.Columns[p.At].Name)));
        var parts = Elsewhere(seen, columns.Columns, [.. totals, .. kept], grouped.Perhaps);
        doubts.AddRange(parts.Select(p => Said(p.Line, p.IsCause, seen, columns.Columns[p.Line.At].Name)));
        var causes = parts.Where(p => p.IsCause).Select(p => p.Line.At).ToHashSet();
        var drafted = new DraftedTable
        {
            HasBlankRows = seen.Blank > 0, IsAscii = form.IsAscii && found.Format == SourceFormat.Csv,
            Further = FilesBeside.Further(found.Paths) is { } further ? found.File[..(found.File.LastIndexOf('/') + 1)] + further : null,
            Name = name, File = found.File, Format = found.Format, Rows = seen.Count, HasMore = seen.HasMore,
            Doubts = doubts.ToEquatableList(),
            Csv = form.Csv with { DecimalMark = columns.DecimalMark, Nulls = columns.Nulls },
            // One doubt per cause: the one about the word above replaces the column's.
            Columns = columns.Columns.Select((c, i) => causes.Contains(i) || seen.Count == 0 ? c with { Doubt = null } : c)
                .Select((c, i) => DraftedCurrency.WithDoubt(c with { HasGaps = seen.Sights[i].Empty > seen.Blank })).ToEquatableList(),
        };
        drafted = KeyChoice.With(DraftedTotals.With(drafted, seen, totals, kept, grouped.Likely));
        return (DraftedSums.With(drafted, await ValueTotals.FindAsync(found, table, drafted, seen, totals, ct)), null);
    }

    // An amount that no other file has tells nothing about the files.
    private static bool IsLabel(DraftedColumn column) => !column.IsOfQuantities
        && (!column.IsNumber || column.MayBeMoments || NumberWords.HasLabel(column.Words));

    private static IEnumerable<string> OfDates(DraftedColumn column, ColumnSight sight, TimeProvider clock)
    {
        if (column.Format is not { } format)
            yield break;
        if (sight.UndecidedFiles is var files and > 0)
        {
            yield return $"'{column.Name}' is read as {format}, which some of its files decide; in {files} of them day and month may be "
                + "exchanged in every row: if those are written in the other order, give them a table of their own";
        }

        if (sight.Digits.LatestShortYear > clock.GetUtcNow().Year && !format.Contains("YYYY", StringComparison.Ordinal))
        {
            yield return $"'{column.Name}' ({format}) has dates after this year, since a load reads years of two digits up to 68 as 20xx; "
                + $"if they are past, in the gold model case when {column.Name} > current_date then {column.Name} - interval '100 years' "
                + $"else {column.Name} end makes them so";
        }
    }

    // Numbers that a sum counts although they are none, or more than once.
    private static IEnumerable<string> OfNumbers(EquatableList<DraftedColumn> columns, SeenTable seen)
    {
        var times = columns.Index().Where(c => c.Item.IsTime).Select(c => c.Index).ToList();
        foreach (var (at, column) in columns.Index().Where(c => c.Item.IsNumber))
        {
            if (seen.Sights[at].Placeholders.Found is var (word, rows) && !NumberWords.HasLabel(column.Words))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{column.Name}' is {word} in {rows:N0} of {seen.Sights[at].Filled:N0} rows, unlike its other numbers: if that "
                    + $"means that there is none, add '{word}' to 'nulls' of the table; a sum counts it otherwise");
            }

            if (!NumberWords.IsRate(column.Words) && !NumberWords.HasLabel(column.Words)
                && seen.Amounts.KeyOf(at, times) is { } key)
            {
                yield return $"'{column.Name}' is the same in all rows of one '{columns[key].Name}': if it belongs to that and not to the "
                    + "row, a sum counts it once for each row; keep it in a model of gold that has one row for each "
                    + $"'{columns[key].Name}'";
            }
        }
    }

    private static async Task<(SeenTable Seen, GroupedTotals Grouped, HashSet<TotalLine> Totals, List<TotalLine> Kept)> SeenAsync(
        FoundTable found, SourceTable table, List<string?> inner, CancellationToken ct)
    {
        var nothing = new HashSet<TotalLine>();
        var seen = await SeenTable.ReadAsync(found, table, inner, nothing, nothing, ct);
        var grouped = await GroupedTotals.FindAsync(found, table, seen, ct);
        // Other totals are the sums of what is left without them.
        if (grouped.Found.Count > 0)
            seen = await SeenTable.ReadAsync(found, table, inner, grouped.Found, grouped.Found, ct);
        var totals = seen.Totals.Adding.Concat(seen.Totals.Named).ToHashSet();
        if (totals.Count == 0)
            return (seen, grouped, totals, []);
        seen = await SeenTable.ReadAsync(found, table, inner, totals, grouped.Found, ct);
        var kept = DraftedTotals.MayBeRows(seen).ToList();
        totals.ExceptWith(kept);
        if (kept.Count > 0)
            seen = await SeenTable.ReadAsync(found, table, inner, totals, grouped.Found, ct);
        return (seen, grouped, totals, kept);
    }

    private static IEnumerable<string> OfRows(SeenTable seen)
    {
        if (seen.Torn > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{seen.Torn:N0} of {seen.Count:N0} rows have wrong quotes (line {seen.FirstTorn.Line}: {seen.FirstTorn.Problem}), and "
                + $"would be rejected: {DraftedForm.HowToQuote}");
        }

        if (seen.Bad - seen.Torn - seen.Totals.Ragged is var bad and > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{bad:N0} of {seen.Count:N0} rows have another number of fields, and would be rejected");
        }

        if (seen.HasMore)
            yield return string.Create(CultureInfo.InvariantCulture, $"only its first {MostRows:N0} rows were read");
    }

    private static IEnumerable<string> OfLines(SeenTable seen)
    {
        if (seen.Lines is { InCommon: > 0 and var common })
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{common:N0} of its rows occur in several files, and count once for each occurrence");
        }

        if (seen.Blank > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{seen.Blank:N0} of its lines have no value at all; the model in gold leaves them out");
        }
    }

    // Away from the end of a file the word may be a name, such as a shop's, or mark a subtotal.
    private static List<(TotalLine Line, bool IsCause)> Elsewhere(
        SeenTable seen, EquatableList<DraftedColumn> columns, HashSet<TotalLine> known, IReadOnlySet<TotalLine> perhaps) =>
    [
        .. seen.Totals.Elsewhere(known).Concat(perhaps.Where(p => p.Word.Length > 0 && !known.Contains(p))).Distinct()
            .Where(t => columns[t.At].Type.Kind == ColumnKind.Text)
            .Select(t => (Line: t, IsCause: seen.Sights[t.At].Example == t.Word)).OrderByDescending(t => t.IsCause).Take(MostTotalsTold),
    ];

    private static string OfEmpty(string column) => $"rows that have nothing in '{column}' have the sums of rows that have something; if "
        + $"they are totals, leave them out in the model in gold with \"where {column} is not null\"";

    private static string Said(TotalLine part, bool isCause, SeenTable seen, string column)
    {
        var rows = seen.Totals.RowsOf(part);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"'{part.Word}' occurs in {rows:N0} {(rows == 1 ? "row" : "rows")} of '{column}', which "
            + $"{(rows == 1 ? "counts" : "count")}{(isCause ? $", and {(rows == 1 ? "makes" : "make")} the column text" : "")}; "
            + $"if {(rows == 1 ? "it is a total" : "they are totals")} of others, leave "
            + $"{(rows == 1 ? "it" : "them")} out in the model in gold");
    }

    // A column that is unique within each file but repeats across files: its things are listed more than once. It is named like a key or is
    // text, and no other such column is unique over all files. A number not named like a key may be unique by chance.
    private static string? CountedTwice(EquatableList<DraftedColumn> columns, IReadOnlyList<ColumnSight> sights)
    {
        var seen = columns.Select((c, i) => (Column: c, Sight: sights[i])).ToList();
        var keys = seen.Where(k => KeyChoice.IsCalledKey(k.Column)).ToList();
        if (keys.Exists(k => k.Sight.IsOnce))
            return null;
        var names = seen.Where(k => k.Column.Type.Kind == ColumnKind.Text && !seen.Exists(o => o.Sight.IsOnce && !o.Column.IsNumber));
        return keys.Concat(names).Where(k => k.Sight.IsRepeated).Select(k => k.Column.Name).FirstOrDefault();
    }

    // A time column of which no value occurs in two files.
    private static string? TimeOfFile(EquatableList<DraftedColumn> columns, IReadOnlyList<ColumnSight> sights) =>
        columns.Where((c, i) => c.IsTime && sights[i].IsOfOneFile).Select(c => c.Name).FirstOrDefault();

    // Columns without a name cannot be loaded by name. Of several with the same name, each but the first is named by its place among them.
    private static List<string> Loadable(DraftedForm form, List<string> doubts)
    {
        var names = new List<string>();
        foreach (var (name, at) in form.Names.Select((n, i) => (n, i)).Where(n => n.n.Length > 0))
        {
            var which = form.Names.Take(at + 1).Count(n => n == name);
            names.Add(which == 1 ? name : CsvHeader.NameOf(name, which));
        }

        var twice = form.Names.GroupBy(n => n).Where(g => g.Key.Length > 0 && g.Count() > 1).ToList();
        foreach (var alike in twice)
        {
            var others = string.Join(", ", Enumerable.Range(2, alike.Count() - 1).Select(w => $"'{CsvHeader.NameOf(alike.Key, w)}'"));
            doubts.Add($"its header names '{alike.Key}' {alike.Count()} times: all are loaded, the others as {others}; which is which "
                + "depends on their order");
        }

        if (form.Names.Any(n => n.Length == 0))
            doubts.Add("a column has no name, and is not loaded");
        return [.. names.Distinct()];
    }

    private static async Task<(DraftedForm? Form, string? Problem)> OfJsonAsync(SourceTable table, CancellationToken ct)
    {
        var (names, inners) = (new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        using var rows = await SourceConnector.OpenAsync(table, ct);
        for (var at = 0; at < JsonRecords && await rows.ReadAsync(ct); at++)
        {
            if (rows.Problem is null)
                Take(rows.Raw, names, inners);
        }

        if (names.Count == 0)
            return (null, "it has no records");
        var inner = inners.Select(i => (i.Key, i.Value)).ToEquatableList();
        return (new DraftedForm(table.Csv, names.ToEquatableList(), []) { Inner = inner }, null);
    }

    private static void Take(ReadOnlySpan<byte> record, List<string> names, Dictionary<string, string> inners)
    {
        var reader = new Utf8JsonReader(record);
        using var document = JsonDocument.ParseValue(ref reader);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            // A nested record becomes columns of its own, such as user.country.
            var inner = property.Value.ValueKind == JsonValueKind.Object ? property.Value.EnumerateObject().ToList() : [];
            foreach (var deeper in inner.Where(i => !inners.ContainsKey($"{property.Name}.{i.Name}")))
            {
                if (FirstIn(deeper.Value) is { } first)
                    inners[$"{property.Name}.{deeper.Name}"] = $"{property.Name}.{deeper.Name}.{first}";
            }

            var found = inner.Select(i => $"{property.Name}.{i.Name}").DefaultIfEmpty(property.Name);
            foreach (var name in found.Where(n => !names.Contains(n)))
                names.Add(name);
        }
    }

    // The path of the first value in an object, at any depth; null if the value is not an object.
    private static string? FirstIn(JsonElement value)
    {
        var path = new List<string>();
        while (value.ValueKind == JsonValueKind.Object && value.EnumerateObject() is var inner && inner.MoveNext())
        {
            path.Add(inner.Current.Name);
            value = inner.Current.Value;
        }

        return path.Count == 0 ? null : string.Join('.', path);
    }

    private static SourceColumn Column(string name) =>
        new(name, name, new ColumnType(ColumnKind.Text), null, null, Drop: false, Required: false, null, new SourceLocation("", 0, 0));

    private static SourceTable Probe(SourceFormat format) => new()
    {
        Pack = "", Source = "", Name = "", Model = "", Csv = new CsvOptions("", ',', "utf-8", [], '.'), Format = format, Columns = [],
        MaxRejected = RejectLimit.Default, OnSurplus = OnSurplus.Report, Location = new SourceLocation("", 0, 0),
    };
}
