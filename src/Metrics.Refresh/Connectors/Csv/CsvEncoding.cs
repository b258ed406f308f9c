using System.Text;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Csv;

/// <summary>Turns a file's bytes into UTF-8, by its byte order mark or else by the declared encoding.</summary>
internal static class CsvEncoding
{
    /// <summary>Stands for bytes that are no text, so that their row can be rejected. Unicode keeps this character out of texts; NUL cannot be a replacement.</summary>
    public const string Undecodable = "\uFFFF";

    static CsvEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The stream itself for UTF-8, whose validity is checked field by field; else a transcoding one that owns it.</summary>
    public static Stream ToUtf8(SourceTable table, FileStream file, Func<Stream, Stream> wrap)
    {
        Span<byte> mark = stackalloc byte[2];
        var length = file.ReadAtLeast(mark, 2, throwOnEndOfStream: false);
        file.Seek(0, SeekOrigin.Begin);
        var encoding = mark[..length] switch
        {
            [0xFF, 0xFE] => Encoding.Unicode,
            [0xFE, 0xFF] => Encoding.BigEndianUnicode,
            _ => Named(table),
        };
        var bytes = wrap(file);
        return encoding is UTF8Encoding
            ? bytes
            : Encoding.CreateTranscodingStream(bytes, Decoder(encoding.CodePage), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private static Encoding Decoder(int codePage) => Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(Undecodable));

    private static Encoding Named(SourceTable table)
    {
        try
        {
            return Encoding.GetEncoding(table.Csv.Encoding);
        }
        catch (ArgumentException)
        {
            throw SourceException.Of(table, $"'{table.Csv.Encoding}' is no known encoding", "utf-8, utf-16, latin1 or windows-1252");
        }
    }
}
