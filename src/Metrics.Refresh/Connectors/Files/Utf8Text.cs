using System.IO.Compression;
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

    static Utf8Text() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>
    /// The bytes as read, and the same as UTF-8: unchanged if they are UTF-8 (each field is validated later), else transcoded. The stream
    /// owns the file.
    /// </summary>
    public static (HashingStream Bytes, Stream Utf8) Open(SourceTable table)
    {
        var file = OpenedFile.Open(table);
        try
        {
            Span<byte> mark = stackalloc byte[2];
            var packed = file.ReadAtLeast(mark, 2, throwOnEndOfStream: false) == 2 && mark is [0x1F, 0x8B];
            file.Seek(0, SeekOrigin.Begin);
            var bytes = new HashingStream(file);
            if (!packed)
                return (bytes, Decode(table, bytes, file));
            return (bytes, Decode(table, new GZipStream(bytes, CompressionMode.Decompress), null));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Stream Decode(SourceTable table, Stream content, FileStream? seekable)
    {
        var mark = new byte[3];
        var length = (seekable ?? content).ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        seekable?.Seek(0, SeekOrigin.Begin);
        var encoding = mark.AsSpan(0, length) switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            [0xEF, 0xBB, 0xBF] => Encoding.UTF8,
            _ => Named(table),
        };
        var whole = seekable is null ? new RestoredStream(mark.AsMemory(0, length), content) : content;
        return encoding is UTF8Encoding
            ? whole
            : Encoding.CreateTranscodingStream(whole, Decoder(encoding.CodePage), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
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
