using System.Globalization;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>A number as JSON writes it, without its exponent: <c>1e3</c> is 1000 and <c>1.50e1</c> is 15.0, exactly.</summary>
internal static class JsonNumber
{
    /// <summary>The size of the buffer that <see cref="Plain"/> needs, in bytes.</summary>
    public const int Room = (2 * MostDigits) + 4;

    // No column type holds more digits, so longer numbers are out of range in any case.
    private const int MostDigits = 400;

    /// <summary>Writes digits and at most one point to the buffer and returns how many bytes; null when they do not fit.</summary>
    public static int? Plain(ReadOnlySpan<byte> number, Span<byte> buffer)
    {
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponent < 0 ? number : number[..exponent];
        if (mantissa.Length > MostDigits)
            return null;
        if (exponent < 0)
        {
            mantissa.CopyTo(buffer);
            return mantissa.Length;
        }

        var length = 0;
        if (mantissa is [(byte)'-', ..])
        {
            buffer[length++] = (byte)'-';
            mantissa = mantissa[1..];
        }

        var point = mantissa.IndexOf((byte)'.');
        Span<byte> digits = stackalloc byte[MostDigits];
        mantissa[..(point < 0 ? mantissa.Length : point)].CopyTo(digits);
        var whole = point < 0 ? mantissa.Length : point;
        var count = point < 0 ? whole : whole + mantissa[(point + 1)..].Length;
        if (point >= 0)
            mantissa[(point + 1)..].CopyTo(digits[whole..]);
        digits = digits[..count];
        // Zero stays zero with any exponent.
        if (digits.IndexOfAnyExcept((byte)'0') < 0)
            whole = count;
        else if (!int.TryParse(number[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
            || Math.Abs((long)whole + power) > MostDigits)
            return null;
        else
            whole += power;
        if (whole <= 0)
            buffer[length++] = (byte)'0';
        for (var at = Math.Min(whole, 0); at < Math.Max(count, whole); at++)
        {
            if (at == whole || (at == Math.Min(whole, 0) && whole <= 0))
                buffer[length++] = (byte)'.';
            buffer[length++] = at < 0 || at >= count ? (byte)'0' : digits[at];
        }

        return length;
    }}
