using CsvHelper;
using Metrics.Domain;
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
    private readonly Stream _utf8;
    private readonly CsvReader _reader;
    private CsvMalformedReason? _malformed;

    private CsvRows(SourceTable table)
    {
        _table = table;
        (_bytes, var utf8) = Utf8Text.Open(table);
        _text = new LastByteStream(utf8);
        _utf8 = table.Csv.BlankRuns ? new BlankRunStream(_text) : _text;
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

    /// <summary>True when the record's quotes are wrong.</summary>
    public bool IsBadlyQuoted => _malformed is not null;

    public override long Line => _reader.LineNumber;

    public override ReadOnlySpan<byte> Raw => _reader.RawRecord;

    public override bool EndsInLine => _text.EndsInLine;

    // In a file of one column no delimiter shows that a line holds two rows.
    public override bool MayHideTwoRows => Header.Named == 1;

    public override string? Problem => QuoteProblem ?? CountProblem;

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

    private string? QuoteProblem => _malformed switch
    {
        null => null,
        CsvMalformedReason.StrayQuote => "an unquoted field contains a quote",
        CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quoted field is never closed",
        _ => "the quoting is wrong",
    };

    public static async Task<CsvRows> OpenAsync(SourceTable table, CancellationToken ct)
    {
        CsvRows? rows = null;
        try
        {
            rows = new CsvRows(table);
            await rows.ReadHeaderAsync(ct);
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
            throw SourceException.Of(_table, $"the header of '{_table.Csv.Path}' is badly quoted: {QuoteProblem}");
        // A byte order mark is no text.
        if (_text.BytesRead <= 3 && _reader.Headers.All(string.IsNullOrWhiteSpace))
            throw SourceException.Of(
                _table, $"'{_table.Csv.Path}' is empty: not even its header is there", "is it still being written, or was it emptied?");
        Header = CsvHeader.Bind(_table, _reader.Headers);
    }

    private SourceException Failed(Exception error) => error is CsvFormatException format
        ? SourceException.Of(
            _table, $"the record of line {format.LineNumber} is larger than {LargestRecord >> 20} MiB",
            "is a quote opened there and never closed?")
        : OpenedFile.Unreadable(_table, error);
}
