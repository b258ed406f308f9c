using Metrics.Domain;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Json;

/// <summary>
/// The records of a JSON file. A missing property is null; nested records are columns of type json, or flattened by dotted names.
/// </summary>
internal sealed class JsonRows : SourceRows
{
    private const int LargestRecord = 64 * 1024 * 1024;

    private readonly SourceTable _table;
    private readonly JsonSplitter _splitter;
    private readonly HashingStream _bytes;
    private readonly LastByteStream _utf8;
    private readonly JsonRecord _record;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(OpenedFile.BufferSize);
    private (int Start, int End, bool Last) _unread;
    private (int Start, int Length) _at;
    private long _line = 1;
    private long _nextLine = 1;
    private string? _problem;
    private bool _begun;

    private JsonRows(SourceTable table, JsonSplitter splitter)
    {
        (_table, _splitter) = (table, splitter);
        (var root, Kept) = JsonPath.Of(table);
        _record = new JsonRecord(root, [.. Kept]);
        (_bytes, var utf8) = Utf8Text.Open(table);
        _utf8 = new LastByteStream(utf8);
    }

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public override EquatableList<FieldPlace> Kept { get; }

    public override EquatableList<string> Surplus => _record.Surplus.ToEquatableList();

    public override EquatableList<string> Absent => Kept.Where(p => !_record.Seen[p.Field]).Select(p => p.Column.Header).ToEquatableList();

    public override long Line => _line;

    public override ReadOnlySpan<byte> Raw => _buffer.AsSpan(_at.Start, _at.Length);

    public override string? Problem => _problem;

    // The closing bracket already shows whether an array is complete.
    public override bool EndsInLine => _splitter is JsonLineSplitter && _utf8.EndsInLine;

    public static JsonRows Open(SourceTable table, JsonSplitter splitter) => new(table, splitter);

    public override async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                if (Next() is { } found)
                    return found;
                await FillAsync(ct);
            }
        }
        catch (FormatException error)
        {
            throw SourceException.Of(_table, $"'{_table.Csv.Path}' cannot be read from line {_nextLine} on: {error.Message}");
        }
        catch (IOException error)
        {
            throw OpenedFile.Unreadable(_table, error);
        }
    }

    public override ReadOnlySpan<byte> Field(int field) => _record.Field(Raw, field);

    public override bool IsQuoted(int field) => _record.IsQuoted(field);

    public override bool IsNumber(int field) => _record.IsNumber(field);

    public override SourceFingerprint Fingerprint() => _bytes.Fingerprint();

    public override void Dispose()
    {
        _utf8.Dispose();
        _bytes.Dispose();
    }

    // True for a record, false at the end, null when more bytes are needed.
    private bool? Next()
    {
        var (start, end, last) = _unread;
        var split = _splitter.Next(_buffer.AsSpan(start, end - start), last);
        if (split.Start >= 0)
            _line = _nextLine + _buffer.AsSpan(start, split.Start).Count((byte)'\n');
        _nextLine += _buffer.AsSpan(start, split.Consumed).Count((byte)'\n');
        _unread.Start += split.Consumed;
        if (split.Start < 0)
            return split.End ? false : null;
        _at = (start + split.Start, split.Length);
        _problem = _record.Read(Raw);
        if (_table.OnSurplus == OnSurplus.Error && _record.HasSurplus)
            throw SourceException.Of(
                _table,
                $"the record of line {_line} has properties that are not declared: {string.Join(", ", Surplus.Select(n => $"'{n}'"))}",
                "declare them, or set 'on_surplus: report'");
        return true;
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        var (start, end, _) = _unread;
        if (start > 0)
            _buffer.AsSpan(start, end - start).CopyTo(_buffer);
        (start, end) = (0, end - start);
        if (end == _buffer.Length)
        {
            if (end >= LargestRecord)
                throw new FormatException($"a record is larger than {LargestRecord >> 20} MiB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _utf8.ReadAsync(_buffer.AsMemory(end), ct);
        if (!_begun && _buffer.AsSpan(0, read).StartsWith(Mark))
            start = Mark.Length;
        _begun = true;
        _unread = (start, end + read, read == 0);
    }
}
