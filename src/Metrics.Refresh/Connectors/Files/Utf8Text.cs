using System.Security.Cryptography;
using System.Text;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>Turns a file's bytes, gzipped or not, into UTF-8, by its byte order mark or else by the declared encoding.</summary>
internal static class Utf8Text
{
    /// <summary>
    /// Replaces bytes that cannot be decoded, so that their row can be rejected. U+FFFF is a noncharacter, which texts do not contain; NUL
    /// cannot be a replacement.
    /// </summary>
    public const string Undecodable = "\uFFFF";

    // Enough to see an encoding by.
    private const int FirstBytes = 256;

    static Utf8Text() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>
    /// The bytes as read, and the same as UTF-8: unchanged if they are UTF-8 (each field is validated later), else transcoded. The stream
    /// owns the file.
    /// </summary>
    /// <param name="table">The table, with the file's path.</param>
    /// <param name="asDeclared">
    /// True to refuse a file that looks like UTF-16 without being declared so; false when its encoding is still to be found out.
    /// </param>
    public static (HashingStream Bytes, Stream Utf8) Open(SourceTable table, bool asDeclared = true)
    {
        var file = OpenedFile.Open(table);
        try
        {
            var packed = IsPacked(table, file);
            var bytes = new HashingStream(file);
            return (
                bytes,
                packed ? Decode(table, new UnpackedStream(table, bytes), null, asDeclared) : Decode(table, bytes, file, asDeclared));
        }
        catch (IOException error)
        {
            file.Dispose();
            throw OpenedFile.Unreadable(table, error);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>True when a file begins with the byte order mark of UTF-8.</summary>
    public static bool IsMarked(SourceTable table)
    {
        var (bytes, utf8) = Open(table, asDeclared: false);
        using var file = bytes;
        using var text = utf8;
        var first = new byte[3];
        return text.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first is [0xEF, 0xBB, 0xBF];
    }

    /// <summary>Reads a packed file to its end, to see that it is whole; of other files that cannot be seen.</summary>
    /// <exception cref="SourceException">It is not.</exception>
    public static async Task CheckWholeAsync(SourceTable table, CancellationToken ct)
    {
        await using var file = OpenedFile.Open(table);
        try
        {
            if (!IsPacked(table, file))
                return;
            await using var text = new UnpackedStream(table, file);
            var buffer = new byte[OpenedFile.BufferSize];
            while (await text.ReadAsync(buffer, ct) > 0)
                ct.ThrowIfCancellationRequested();
        }
        catch (IOException error)
        {
            throw OpenedFile.Unreadable(table, error);
        }
    }

    // By the first bytes, whatever the file is called. Nothing else is unpacked, and none of it is text.
    private static bool IsPacked(SourceTable table, FileStream file)
    {
        Span<byte> first = stackalloc byte[8];
        first = first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        file.Seek(0, SeekOrigin.Begin);
        if (Binary(first) is { } kind)
        {
            throw SourceException.Of(
                table, $"'{table.Csv.Path}' is {kind}, whatever its name says, and no text", "export its rows as CSV, and load that");
        }

        var other = first switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => "zip (as .xlsx workbooks are too, whatever the file is called)",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "zstd",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "xz",
            [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => "7z",
            [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26] => "bzip2",
            _ => null,
        };
        if (other is not null)
            throw SourceException.Of(
                table, $"'{table.Csv.Path}' is compressed with {other}, which is not supported",
                other.StartsWith("zip", StringComparison.Ordinal)
                    ? "decompress it, or use gzip; of a workbook save its sheets as CSV" : "decompress it, or use gzip");
        // Of a packed file that was cut off right at its beginning only the name may be left to say so.
        return first is [0x1F, 0x8B, ..] or [0x1F]
            || (first.IsEmpty && table.Csv.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));
    }

    private static string? Binary(ReadOnlySpan<byte> first) => first switch
    {
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] => "an .xls workbook or another old document of Office",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => "a PDF",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', 0x15, ..] => "a Parquet file",
        [(byte)'S', (byte)'Q', (byte)'L', (byte)'i', (byte)'t', (byte)'e', (byte)' ', (byte)'f'] => "a database of SQLite",
        _ => null,
    };

    private static Stream Decode(SourceTable table, Stream content, FileStream? seekable, bool asDeclared)
    {
        var mark = new byte[FirstBytes];
        var length = (seekable ?? content).ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        seekable?.Seek(0, SeekOrigin.Begin);
        var encoding = mark.AsSpan(0, length) switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
            _ => Named(table),
        };
        if (asDeclared && encoding is not (UnicodeEncoding or UTF32Encoding) && Unmarked16(mark.AsSpan(0, length)) is { } wide)
        {
            throw SourceException.Of(
                table, $"'{table.Csv.Path}' looks like UTF-16 without a byte order mark, and is read as {encoding.WebName}",
                $"declare 'encoding: {wide}'");
        }

        var whole = seekable is null ? new RestoredStream(mark.AsMemory(0, length), content) : content;
        if (encoding is UTF8Encoding)
            return whole;
        if (asDeclared && encoding.IsSingleByte)
            whole = new CodePageStream(table, whole);
        return Encoding.CreateTranscodingStream(
            whole, Decoder(encoding.CodePage), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    // In Western text as UTF-16 every second byte is zero. No other text has a zero byte.
    private static string? Unmarked16(ReadOnlySpan<byte> start)
    {
        var (even, odd) = (0, 0);
        for (var at = 0; at < start.Length; at++)
            (even, odd) = start[at] != 0 ? (even, odd) : at % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
        var half = start.Length / 2;
        return half < 2 ? null : odd > half * 0.6 && even == 0 ? "utf-16" : even > half * 0.6 && odd == 0 ? "utf-16BE" : null;
    }

    private static Encoding Decoder(int codePage) =>
        Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(Undecodable));

    private static Encoding Named(SourceTable table)
    {
        try
        {
            return Encoding.GetEncoding(table.Csv.Encoding);
        }
        catch (ArgumentException)
        {
            throw SourceException.Of(table, $"'{table.Csv.Encoding}' is not a known encoding", "utf-8, utf-16, latin1 or windows-1252");
        }
    }
}

/// <summary>A stream with the first bytes, which were read ahead, put back in front.</summary>
internal sealed class RestoredStream(ReadOnlyMemory<byte> first, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _first = first;

    public override int Read(Span<byte> buffer) => _first.IsEmpty ? rest.Read(buffer) : TakeFirst(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _first.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(TakeFirst(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }

    private int TakeFirst(Span<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _first.Length);
        _first.Span[..taken].CopyTo(buffer);
        _first = _first[taken..];
        return taken;
    }
}

/// <summary>
/// Bytes of a file that is declared to be in a code page, whose every byte is a character. At their end it refuses those that are UTF-8:
/// read as declared, each of their accents would be two or three other characters, and no row would show it.
/// </summary>
/// <remarks>Text of a code page is valid as UTF-8 only if it is ASCII; sequences of its accents are not.</remarks>
internal sealed class CodePageStream(SourceTable table, Stream inner) : ForwardStream
{
    private bool _isOther;
    private bool _hasSequence;

    // What may follow in a sequence that has begun: so many bytes, of which the next one is within these bounds.
    private (int Left, byte From, byte To) _open;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        return buffer.IsEmpty ? read : Seen(buffer[..read]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return buffer.IsEmpty ? read : Seen(buffer.Span[..read]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Seen(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length;
        if (length == 0 && !_isOther && _hasSequence && _open.Left == 0)
        {
            throw SourceException.Of(
                table, $"'{table.Csv.Path}' is declared as {table.Csv.Encoding}, but all of it is UTF-8: each of its accents would "
                    + "become two characters or more ('Ã¼')",
                "take 'encoding' away, or write 'encoding: utf-8'; all files of a table have one encoding");
        }

        while (!_isOther && !bytes.IsEmpty)
        {
            var at = _open.Left > 0 ? 0 : bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (at < 0)
                break;
            Take(bytes[at]);
            bytes = bytes[(at + 1)..];
        }

        return length;
    }

    // The sequences of the Unicode standard's table 3-7.
    private void Take(byte next)
    {
        if (_open.Left > 0)
        {
            _isOther = next < _open.From || next > _open.To;
            _open = (_open.Left - 1, 0x80, 0xBF);
            _hasSequence |= !_isOther && _open.Left == 0;
            return;
        }

        _open = next switch
        {
            >= 0xC2 and <= 0xDF => (1, 0x80, 0xBF),
            0xE0 => (2, 0xA0, 0xBF),
            0xED => (2, 0x80, 0x9F),
            >= 0xE1 and <= 0xEF => (2, 0x80, 0xBF),
            0xF0 => (3, 0x90, 0xBF),
            >= 0xF1 and <= 0xF3 => (3, 0x80, 0xBF),
            0xF4 => (3, 0x80, 0x8F),
            _ => default,
        };
        _isOther = _open.Left == 0;
    }
}

/// <summary>Hashes and counts the bytes read through it, so that a load's hash is that of exactly the bytes it loaded.</summary>
internal sealed class HashingStream(Stream inner) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long BytesRead { get; private set; }

    public SourceFingerprint Fingerprint() => new(Convert.ToHexStringLower(_hash.GetCurrentHash()), BytesRead);

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        return Seen(buffer[..read]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Seen(buffer.Span[..read]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Seen(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        BytesRead += bytes.Length;
        return bytes.Length;
    }
}
