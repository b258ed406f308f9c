using System.Text;
using System.Text.Unicode;
using Metrics.Refresh.Connectors.Files;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>A text kept as UTF-8 bytes, as the wire takes it, so that no string is allocated.</summary>
internal sealed class Utf8Value
{
    private static readonly byte[] Undecodable = Encoding.UTF8.GetBytes(Utf8Text.Undecodable);

    private byte[] _bytes = new byte[256];
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>True for bytes of a file that is read as UTF-8 and is not: in other encodings such bytes have been replaced.</summary>
    public static bool IsNoUtf8(ReadOnlySpan<byte> text) => !Ascii.IsValid(text) && !Utf8.IsValid(text);

    /// <summary>Copies a text. Null when PostgreSQL accepts it, else what is wrong with it.</summary>
    public string? Keep(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0))
            return "has a NUL character";
        if (!Ascii.IsValid(text))
        {
            if (!Utf8.IsValid(text))
                return "has bytes that are not valid in UTF-8, as which the file is read";
            if (text.IndexOf(Undecodable) >= 0)
                return "has bytes that are not valid in the file's encoding";
        }

        if (_bytes.Length < text.Length)
            _bytes = new byte[Math.Max(text.Length, _bytes.Length * 2)];
        text.CopyTo(_bytes);
        _length = text.Length;
        return null;
    }
}
