using System.Globalization;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Whole numbers as files write them. JSON has one number type, so <c>1.0</c> and <c>1e3</c> are whole numbers there; in other
/// formats they are decimals, and refused.</summary>
internal static class WholeNumber
{
    public static bool TryRead(ReadOnlySpan<byte> text, bool isJson, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            return true;
        if (!isJson)
            return false;
        Span<byte> buffer = stackalloc byte[JsonNumber.Room];
        if (JsonNumber.Plain(text, buffer) is not { } length)
            return false;
        ReadOnlySpan<byte> plain = buffer[..length];
        if (plain.IndexOf((byte)'.') is var point and >= 0)
        {
            if (plain[(point + 1)..].IndexOfAnyExcept((byte)'0') >= 0)
                return false;
            plain = plain[..point];
        }

        return long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
