using System.Globalization;
using System.Text;
using CsvHelper;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Csv;

/// <summary>A CSV file's records, one at a time, as UTF-8 spans that are valid until the next read.</summary>
/// <remarks>Completely empty lines are skipped, except in a file of one column, where an empty line is a row with a null.</remarks>
internal sealed class CsvRows : SourceRows
{
    // An unclosed quote must not pull the rest of a large file into memory.
    private const int LargestRecord = 64 * 1024 * 1024;

    private readonly SourceTable _table;
    private readonly HashingStream _bytes;
    private readonly LastByteStream _text;
    private readonly LeadingBlankStream? _blanks;
    private readonly Stream _utf8;
    private readonly CsvReader _reader;
    private CsvMalformedReason? _malformed;
    private RowShape? _shape;

    private CsvRows(SourceTable table)
    {
        _table = table;
        (_bytes, var utf8) = Utf8Text.Open(table);
        _text = new LastByteStream(utf8);
        // A file of one column may begin with rows that are empty, and its header cannot be told from them.
        _blanks = table.Csv.HasHeader && table.Columns.Count > 1 ? new LeadingBlankStream(_text) : null;
        _utf8 = table.Csv.BlankRuns ? new BlankRunStream(_blanks ?? (Stream)_text) : _blanks ?? (Stream)_text;
        _reader = CsvReader.Create(_utf8, new CsvReaderOptions
        {
            Separator = table.Csv.BlankRuns ? '\t' : table.Csv.Delimiter,
            SkipEmptyLines = false,
            DetectSeparatorHint = false,
            HasHeader = table.Csv.HasHeader,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MaxRecordSize = LargestRecord,
            BufferSize = OpenedFile.BufferSize,
            OnMalformedRecord = problem => _malformed = problem.Reason,
        });
    }

    public CsvHeader Header { get; private set; } = new(0, 0, [], []);

    public override EquatableList<FieldPlace> Kept => Header.Kept;

    public override EquatableList<string> Surplus => Header.Surplus;

    /// <summary>How many fields the record has, whatever is declared.</summary>
    public int FieldCount => _reader.FieldCount;

    public override long Line => _reader.LineNumber + (_blanks?.Lines ?? 0);

    public override bool IsTorn => _malformed is not null;

    // Lines end with \n or \r\n, in old files with \r.
    public override long Lines => 1 + Math.Max(Raw.Count((byte)'\n'), Raw.Count((byte)'\r'));

    public override ReadOnlySpan<byte> Raw => _reader.RawRecord;

    public override RowShape? Shape => _shape;

    public override bool EndsInLine => _text.EndsInLine;

    // In a file of one column no delimiter shows that a line holds two rows.
    public override bool MayHideTwoRows => Header.Named == 1;

    public override string? Problem => QuoteProblem ?? CountProblem;

    /// <summary>What is wrong with the record's quotes; null when nothing is.</summary>
    public string? QuoteProblem => _malformed switch
    {
        null => null,
        CsvMalformedReason.StrayQuote => "an unquoted field contains a quote",
        CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quoted field is never closed",
        _ => "the quoting is wrong",
    };

    private string? CountProblem
    {
        get
        {
            var (count, most, fewest) = (_reader.FieldCount, Header.FieldCount, Header.Named);
            if (count < fewest || count > most)
                return CountedProblem(count, fewest);
            for (var at = fewest; at < count; at++)
            {
                if (!_reader.GetSpan(at).IsEmpty)
                    return $"has a value in field {at + 1}, where the header has no name";
            }

            return null;
        }
    }

    private string CountedProblem(int count, int named)
    {
        var expected = _table.Csv.HasHeader ? $"and the header {named}" : $"and {named} columns are declared";
        // The last field of one row and the first of the next have become one field.
        var lost = named > 1 && count == (2 * named) - 1 ? ": is a line end missing between two rows?" : "";
        return $"has {count} field{(count == 1 ? "" : "s")}, {expected}{lost}";
    }

    public static async Task<CsvRows> OpenAsync(SourceTable table, CancellationToken ct)
    {
        CsvRows? rows = null;
        try
        {
            rows = new CsvRows(table);
            await rows.ReadHeaderAsync(ct);
            if (!table.Csv.RowsInQuotes && !table.Csv.BlankRuns)
                rows._shape = new RowShape((byte)table.Csv.Delimiter, rows.Header.Named, rows.Header.FieldCount);
            return rows;
        }
        catch (Exception error)
        {
            rows?.Dispose();
            if (error is IOException)
                throw OpenedFile.Unreadable(table, error);
            throw;
        }
    }

    public override SourceFingerprint Fingerprint() => _bytes.Fingerprint();

    public override async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        try
        {
            do
            {
                _malformed = null;
                if (await _reader.ReadAsync(ct))
                    continue;
                return false;
            }
            while (_reader.RawRecord.IsEmpty && Header.FieldCount > 1);
        }
        catch (Exception error) when (error is IOException or CsvFormatException)
        {
            throw Failed(error);
        }

        // How many rows such a quote swallowed is unknown, so it cannot count as one rejected row.
        if (_malformed == CsvMalformedReason.UnterminatedQuote && _reader.RawRecord.ContainsAny((byte)'\n', (byte)'\r'))
            throw SourceException.Of(
                _table, $"a quote opened in the record of line {Line} is never closed: the rows after it cannot be separated");
        return true;
    }

    public override ReadOnlySpan<byte> Field(int field) => _reader.GetSpan(field);

    public override bool IsQuoted(int field) => _reader.GetRawSpan(field) is [(byte)'"', ..];

    public override void Dispose()
    {
        _reader.Dispose();
        _utf8.Dispose();
        _bytes.Dispose();
    }

    private async Task ReadHeaderAsync(CancellationToken ct)
    {
        if (!_table.Csv.HasHeader)
        {
            Header = CsvHeader.InOrder(_table);
            return;
        }

        try
        {
            await _reader.ReadHeaderAsync(ct);
        }
        catch (Exception error) when (error is IOException or CsvFormatException)
        {
            throw Failed(error);
        }

        if (_malformed is not null)
        {
            CsvHeader.RefuseBinary(_table, _reader.Headers);
            throw SourceException.Of(
                _table, $"the header of '{_table.Csv.Path}' is badly quoted: {QuoteProblem}",
                CsvHeader.DelimiterHint(_table, _reader.Headers));
        }

        // A byte order mark is no text.
        if (_text.BytesRead <= 3 && _reader.Headers.All(string.IsNullOrWhiteSpace))
            throw SourceException.Of(
                _table, $"'{_table.Csv.Path}' is empty: not even its header is there", "is it still being written, or was it emptied?");
        try
        {
            Header = CsvHeader.Bind(_table, _reader.Headers);
        }
        catch (SourceException problem) when (
            problem.Missing.Count > 0 && _table.Csv.Encoding != "utf-8" && !_reader.Headers.All(h => Ascii.IsValid(h)))
        {
            // In another encoding than is declared, names look like others. The end of the file tells.
            await _utf8.CopyToAsync(Stream.Null, ct);
            throw;
        }
    }

    private SourceException Failed(Exception error) => error is CsvFormatException format
        ? SourceException.Of(
            _table, $"the record of line {format.LineNumber + (_blanks?.Lines ?? 0)} is larger than {LargestRecord >> 20} MiB",
            "is a quote opened there and never closed?")
        : OpenedFile.Unreadable(_table, error);
}

/// <summary>The field number of each stored column, and the file's undeclared columns.</summary>
/// <param name="FieldCount">The most fields a record may have.</param>
/// <param name="Named">The fewest fields: spreadsheets write empty cells after the last name of a header.</param>
/// <param name="Kept">The columns that are stored.</param>
/// <param name="Surplus">The undeclared columns.</param>
internal sealed record CsvHeader(int FieldCount, int Named, EquatableList<FieldPlace> Kept, EquatableList<string> Surplus)
{
    // What is longer is no name.
    private const int LongestName = 64;

    /// <summary>Matches a file's first line with the declared columns. Blanks around a name are not part of it.</summary>
    public static CsvHeader Bind(SourceTable table, IReadOnlyList<string> written)
    {
        var all = written.Select(n => n.Trim()).ToList();
        var named = all.FindLastIndex(n => n.Length > 0) + 1;
        var names = all[..named];
        var declared = table.Columns.Select(c => c.Header.Trim()).ToHashSet(StringComparer.Ordinal);
        SayWhich(names, declared);
        var missing = table.Columns.Where(c => !names.Contains(c.Header.Trim())).ToList();
        var repeated = names.Where(declared.Contains).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        var surplus = names.Where(n => !declared.Contains(n)).Select(n => n.Length == 0 ? "(without a name)" : n).Distinct()
            .ToEquatableList();
        Refuse(table, names, missing, repeated, table.OnSurplus == OnSurplus.Error ? surplus : []);
        var index = names.Index().Where(n => declared.Contains(n.Item)).ToDictionary(n => n.Item, n => n.Index);
        var kept = table.Columns.Where(c => !c.Drop).Select(c => new FieldPlace(c, index[c.Header.Trim()])).ToEquatableList();
        return new CsvHeader(all.Count, named, kept, surplus);
    }

    /// <summary>What a declaration calls one of several columns of the same name: <c>amount (2)</c> is the second.</summary>
    public static string NameOf(string name, int which) => string.Create(CultureInfo.InvariantCulture, $"{name} ({which})");

    // A name that the file itself has so is preferred.
    private static void SayWhich(List<string> names, HashSet<string> declared)
    {
        var written = names.ToHashSet(StringComparer.Ordinal);
        foreach (var alike in names.Index().Where(n => n.Item.Length > 0).GroupBy(n => n.Item).Where(g => g.Count() > 1).ToList())
        {
            foreach (var (which, at) in alike.Select((n, i) => (i + 1, n.Index)))
            {
                var name = NameOf(alike.Key, which);
                if (declared.Contains(name) && !written.Contains(name))
                    names[at] = name;
            }
        }
    }

    /// <summary>A file without a header: its columns are the declared ones, in declared order.</summary>
    public static CsvHeader InOrder(SourceTable table) => new(
        table.Columns.Count, table.Columns.Count,
        table.Columns.Index().Where(c => !c.Item.Drop).Select(c => new FieldPlace(c.Item, c.Index)).ToEquatableList(), []);

    // Reports all problems together, so that they can be fixed in one edit.
    private static void Refuse(
        SourceTable table, List<string> names, List<SourceColumn> missing, List<string> repeated, EquatableList<string> surplus)
    {
        RefuseBinary(table, names);
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
        if (missing.Count > 0 && DelimiterHint(table, names) is { } delimiter)
            hints.Add(delimiter);
        else if (missing.Count > 0 && nearest.Count == 0)
        {
            hints.Add(showable.Count > 0
                ? $"its columns are {Quoted(showable)}; 'header' of a column is its name in the file, 'delimiter' what separates columns"
                : "its first line must be the header; for a file without one set 'header: false'");
        }

        if (repeated.Count > 0)
            hints.Add(WhichToDeclare(table, repeated[0]));
        if (surplus.Count > 0)
            hints.Add("declare them, or set 'on_surplus: report'");
        throw new SourceException(new Diagnostic(
            DiagnosticCode.SourceFailed, $"table '{table.Model}': the header of '{table.Csv.Path}' {string.Join("; it ", problems)}",
            table.Location, hints.Count > 0 ? string.Join("; ", hints) : null, nearest))
        {
            Missing = [.. missing.Select(c => c.Header)],
        };
    }

    /// <exception cref="SourceException">A name has a NUL character, which no text has.</exception>
    public static void RefuseBinary(SourceTable table, IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(n => n.Contains('\0', StringComparison.Ordinal)) is not { } binary)
            return;
        var shown = binary.Length > LongestName ? binary[..LongestName] + "…" : binary;
        throw SourceException.Of(
            table, $"the header of '{table.Csv.Path}' has a NUL character in the name '{Shown(shown)}'",
            "it is no text file, or has another encoding than is declared: 'encoding: utf-16' reads UTF-16");
    }

    // The first of them that no column reads yet.
    private static string WhichToDeclare(SourceTable table, string name)
    {
        var which = 2;
        while (table.Columns.Any(c => c.Header.Trim() == NameOf(name, which)))
            which++;
        return $"'header: {NameOf(name, which)}' of a column reads the {(which == 2 ? "second" : which == 3 ? "third" : $"{which}th")} of "
            + "them from the left, and 'drop: true' beside it leaves it out";
    }

    /// <summary>A header that is one name with all others in it was written with another delimiter than is declared.</summary>
    public static string? DelimiterHint(SourceTable table, IReadOnlyList<string> names) => names is [var header] && ((char, string)[])
    [
        (';', "';'"), (',', "','"), ('\t', "tabs"), ('|', "'|'"),
    ] is var all && Array.Find(all, d => header.Split(d.Item1).Select(n => n.Trim('"', ' '))
        .Count(n => table.Columns.Any(c => c.Header.Trim() == n)) > 1) is { Item2: { } other }
            ? $"its columns are separated by {other}; 'delimiter' says what separates them, for all files of a table"
            : null;

    private static string Shown(string name) => name.Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    // The first line of a file without a header is a row, and no row may be shown when columns are dropped or secret.
    private static List<string> Showable(SourceTable table, List<string> names) =>
        !table.HidesValues ? [.. names.Where(n => n.Length is > 0 and < 64)]
        : table.Columns.Any(c => names.Contains(c.Header)) ? [.. names.Where(n => n.Length is > 0 and < 64 && !n.Any(char.IsDigit))]
        : [];
}
