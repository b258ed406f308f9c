using CsvHelper;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Csv;

/// <summary>A file's records, one at a time, as UTF-8 spans that hold until the next read.</summary>
/// <remarks>Completely empty lines are passed over, except in a file of one column, where an empty line is a row with a null.</remarks>
internal sealed class CsvRows : IDisposable
{
    // An opening quote that is never closed must not take the rest of a large file into memory.
    private const int LargestRecord = 64 * 1024 * 1024;

    private readonly SourceTable _table;
    private readonly HashingStream _bytes;
    private readonly Stream _utf8;
    private readonly CsvReader _reader;
    private CsvMalformedReason? _malformed;

    private CsvRows(SourceTable table, FileStream file)
    {
        _table = table;
        HashingStream? bytes = null;
        _utf8 = CsvEncoding.ToUtf8(table, file, inner => bytes = new HashingStream(inner));
        _bytes = bytes!;
        _reader = CsvReader.Create(_utf8, new CsvReaderOptions
        {
            Separator = table.Csv.Delimiter,
            SkipEmptyLines = false,
            DetectSeparatorHint = false,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MaxRecordSize = LargestRecord,
            BufferSize = CsvFile.BufferSize,
            OnMalformedRecord = problem => _malformed = problem.Reason,
        });
    }

    public CsvHeader Header { get; private set; } = new(0, [], []);

    /// <summary>The physical line, counted from 1, where the record begins.</summary>
    public long Line => _reader.LineNumber;

    public int FieldCount => _reader.FieldCount;

    /// <summary>The record as it stands in the file, in UTF-8.</summary>
    public ReadOnlySpan<byte> Raw => _reader.RawRecord;

    /// <summary>Why the record's quotes cannot be trusted; null when they can.</summary>
    public string? QuoteProblem => _malformed switch
    {
        null => null,
        CsvMalformedReason.StrayQuote => "a quote stands inside a field that is not quoted",
        CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quoted field is never closed",
        _ => "the quoting is wrong",
    };

    public static async Task<CsvRows> OpenAsync(SourceTable table, CancellationToken ct)
    {
        var file = CsvFile.Open(table);
        CsvRows? rows = null;
        try
        {
            rows = new CsvRows(table, file);
            await rows.ReadHeaderAsync(ct);
            return rows;
        }
        catch (Exception error)
        {
            rows?.Dispose();
            await file.DisposeAsync();
            if (error is IOException)
                throw CsvFile.Unreadable(table, error);
            throw;
        }
    }

    /// <summary>What has been read so far; after the last record, the whole file.</summary>
    public SourceFingerprint Fingerprint() => _bytes.Fingerprint();

    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        try
        {
            do
            {
                _malformed = null;
                if (!await _reader.ReadAsync(ct))
                    return false;
            }
            while (_reader.RawRecord.IsEmpty && Header.FieldCount > 1);
        }
        catch (Exception error) when (error is IOException or CsvFormatException)
        {
            throw Failed(error);
        }

        // What such a quote swallowed cannot be counted in rows, so it is no row to reject.
        if (_malformed == CsvMalformedReason.UnterminatedQuote && _reader.RawRecord.ContainsAny((byte)'\n', (byte)'\r'))
            throw SourceException.Of(_table, $"a quote opened in the record of line {Line} is never closed: the rows after it cannot be told apart");
        return true;
    }

    public ReadOnlySpan<byte> Field(int field) => _reader.GetSpan(field);

    public bool IsQuoted(int field) => _reader.GetRawSpan(field) is [(byte)'"', ..];

    public void Dispose()
    {
        _reader.Dispose();
        _utf8.Dispose();
        _bytes.Dispose();
    }

    private async Task ReadHeaderAsync(CancellationToken ct)
    {
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
        Header = CsvHeader.Bind(_table, _reader.Headers);
    }

    private SourceException Failed(Exception error) => error is CsvFormatException format
        ? SourceException.Of(_table, $"the record of line {format.LineNumber} is larger than {LargestRecord >> 20} MiB", "is a quote opened there and never closed?")
        : CsvFile.Unreadable(_table, error);
}
