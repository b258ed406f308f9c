using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Metrics.Domain.Access;

/// <summary>
/// An API key as its holder writes it: <c>mk_&lt;id&gt;_&lt;secret&gt;</c>. The id is not secret. The whole key is, and only its SHA-256 is
/// ever stored.
/// </summary>
public static class AccessKeyText
{
    /// <summary>Characters of a key.</summary>
    public const int Length = SecretAt + SecretLength;

    /// <summary>Characters of an id.</summary>
    public const int IdLength = 12;

    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    private const string Prefix = "mk_";
    private const string IdLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int SecretAt = 3 + IdLength + 1;
    private static readonly SearchValues<char> _secretLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>A new key of 256 random bits.</summary>
    public static (string Id, string Text) New()
    {
        var id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Reads the id from a text that has the form of a key.</summary>
    public static bool TryReadId(ReadOnlySpan<char> text, out ReadOnlySpan<char> id)
    {
        id = default;
        if (text.Length != Length || !text.StartsWith(Prefix) || text[SecretAt - 1] != '_'
            || text[Prefix.Length..].ContainsAnyExcept(_secretLetters))
            return false;
        id = text.Slice(Prefix.Length, IdLength);
        return true;
    }

    /// <summary>Writes the hash of a key into 32 bytes; the text must have the form of a key.</summary>
    public static void Hash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        SHA256.HashData(bytes[..Encoding.ASCII.GetBytes(text, bytes)], hash);
    }
}
