using System.Security.Cryptography;
using System.Text;

namespace Metrics.Semantic.Resolved;

/// <summary>Names inside statements: unchanged while they fit, else cut, with a hash that keeps them distinct.</summary>
internal static class SqlName
{
    private const int MaxBytes = 63;

    public static string Short(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
            return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12];
        var kept = name.Length;
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, kept)) > MaxBytes - hash.Length - 1 || char.IsHighSurrogate(name[kept - 1]))
            kept--;
        return $"{name[..kept]}_{hash}";
    }
}
