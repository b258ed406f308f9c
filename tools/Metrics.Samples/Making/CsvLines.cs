using System.Buffers.Text;
using System.Text;

namespace Metrics.Samples.Making;

/// <summary>Writes CSV as bytes into one buffer; lines end in CRLF, save the last, as spreadsheets' exports do.</summary>
internal sealed class CsvLines(Stream stream)
{
    private const int LongestLine = 4 * 1024;
    private const int ShortField = 512;

    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _length;
    private bool _inLine;
    private bool _any;

    public CsvLines Number(long value)
    {
        Separate();
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out var written);
        _length += written;
        return this;
    }

    /// <summary>A field, quoted if it has to be.</summary>
    public CsvLines Text(ReadOnlySpan<byte> text)
    {
        Separate();
        if (!text.ContainsAny(",\"\r\n"u8))
            return Raw(text);
        Raw("\""u8);
        foreach (var letter in text)
            Raw(letter == '"' ? "\"\""u8 : [letter]);
        return Raw("\""u8);
    }

    /// <summary>The same of a text that is not bytes yet; nothing for null.</summary>
    public CsvLines Text(string? text)
    {
        const int mostBytesALetter = 3;
        text ??= "";
        var most = text.Length * mostBytesALetter;
        Span<byte> bytes = most <= ShortField ? stackalloc byte[ShortField] : new byte[most];
        return Text(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>The first line: names with a blank between them.</summary>
    public ValueTask HeaderAsync(string names, CancellationToken ct)
    {
        foreach (var name in names.Split(' '))
            Text(name);
        return EndAsync(ct);
    }

    /// <summary>Ends the line; the buffer goes out when it is nearly full.</summary>
    public ValueTask EndAsync(CancellationToken ct)
    {
        _inLine = false;
        return _length < _buffer.Length - LongestLine ? ValueTask.CompletedTask : FlushAsync(ct);
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        await stream.WriteAsync(_buffer.AsMemory(0, _length), ct);
        _length = 0;
    }

    private CsvLines Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        return this;
    }

    private void Separate()
    {
        if (_inLine)
            Raw(","u8);
        else if (_any)
            Raw("\r\n"u8);
        _inLine = _any = true;
    }
}
