using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Api.Formats;

/// <summary>A workbook (ECMA-376): a bold header row, then rows. Rows beyond a sheet's limit go to another sheet.</summary>
/// <remarks>It contains no time of writing, so equal answers are equal bytes.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "all of it is memory; disposing early would write the end of a body that has none")]
internal sealed class XlsxBody : RowBody
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>The most rows of a sheet, including the header.</summary>
    public const int RowsOfSheet = 1_048_576;

    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ArrayBufferWriter<byte> _cells = new(64 * 1024);
    private readonly BufferStream _target = new();
    private ZipArchive? _zip;
    private Stream? _sheet;
    private EquatableList<ResultColumn> _columns;
    private int _sheets;
    private int _rowsOfThis;
    private string? _misfit;
    private bool _isSent;

    public override string? Misfit => _misfit;

    public override void Sent() => _isSent = true;

    public override void Begin(ArrayBufferWriter<byte> buffer, EquatableList<ResultColumn> columns)
    {
        _columns = columns;
        if (columns.Count > 16_384)
            _misfit = "a sheet has at most 16,384 columns";
        _zip = new ZipArchive(_target.Into(buffer), ZipArchiveMode.Create, leaveOpen: true);
        BeginSheet();
    }

    public override void Append(ArrayBufferWriter<byte> buffer, ResultTable rows, int from, int to)
    {
        _target.Into(buffer);
        for (var row = from; row < to; row++)
        {
            if (_rowsOfThis == RowsOfSheet)
            {
                EndSheet();
                BeginSheet();
            }

            _cells.Write("<row>"u8);
            for (var i = 0; i < _columns.Count; i++)
                _misfit ??= XlsxCell.Write(_cells, _columns[i], rows.Values[i], row, cutsTexts: _isSent);
            _cells.Write("</row>"u8);
            _rowsOfThis++;
            if (_cells.WrittenCount > 32 * 1024)
                Flush();
        }
    }

    public override void End(ArrayBufferWriter<byte> buffer)
    {
        _target.Into(buffer);
        EndSheet();
        foreach (var (name, text) in XlsxParts.Of(_sheets))
        {
            using var part = Entry(name);
            part.Write(Encoding.UTF8.GetBytes(text));
        }

        _zip!.Dispose();
    }

    private void BeginSheet()
    {
        _sheets++;
        _sheet = Entry(string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{_sheets}.xml"));
        _cells.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8);
        _cells.Write("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row>"u8);
        foreach (var column in _columns)
            XlsxCell.WriteHeader(_cells, column.Name);
        _cells.Write("</row>"u8);
        _rowsOfThis = 1;
    }

    private void EndSheet()
    {
        _cells.Write("</sheetData></worksheet>"u8);
        Flush();
        _sheet!.Dispose();
    }

    private void Flush()
    {
        _sheet!.Write(_cells.WrittenSpan);
        _cells.ResetWrittenCount();
    }

    private Stream Entry(string name)
    {
        var entry = _zip!.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = _noTime;
        return entry.Open();
    }

    // The archive decides when to write into the buffer; the caller decides when the buffer is sent.
    private sealed class BufferStream : Stream
    {
        private ArrayBufferWriter<byte>? _buffer;
        private long _position;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public BufferStream Into(ArrayBufferWriter<byte> buffer)
        {
            _buffer = buffer;
            return this;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _buffer!.Write(buffer);
            _position += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
