using System.IO.Compression;

namespace Metrics.Api.Bodies;

/// <summary>A finished body: its bytes, and compressed ones once a caller asks for them.</summary>
internal sealed class Body(ReadOnlyMemory<byte> identity, string contentType, string tag)
{
    // Below this, compression saves less than its header costs.
    private const int WorthPacking = 256;

    private volatile byte[]? _gzip;
    private volatile byte[]? _brotli;

    public string ContentType => contentType;

    /// <summary>Names everything that the body is a function of.</summary>
    public string Tag => tag;

    /// <summary>Memory it takes; the compressed forms count from the start, since they may be added later.</summary>
    public long Bytes => identity.Length * 3L / 2;

    /// <summary>The coding really used: small bodies are not compressed.</summary>
    public ContentCoding Settle(ContentCoding wanted) => identity.Length < WorthPacking ? ContentCoding.Identity : wanted;

    // Two requests may compress at the same time; both get the same bytes.
    public ReadOnlyMemory<byte> In(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => _gzip ??= Pack(s => new GZipStream(s, CompressionLevel.Optimal)),
        ContentCoding.Brotli => _brotli ??= Pack(s => new BrotliStream(s, new BrotliCompressionOptions { Quality = 5 })),
        _ => identity,
    };

    /// <summary>The entity tag of the representation in a coding.</summary>
    public static string TagIn(string tag, ContentCoding coding) =>
        coding == ContentCoding.Identity ? $"W/\"{tag}\"" : $"W/\"{tag}-{coding.Word()}\"";

    private byte[] Pack(Func<Stream, Stream> packing)
    {
        using var packed = new MemoryStream();
        using (var stream = packing(packed))
            stream.Write(identity.Span);
        return packed.ToArray();
    }
}
