namespace Metrics.Refresh.Drafting;

/// <summary>
/// Reads a number as people write it, with signs between thousands, a currency or a unit, to compare sums. Nothing is loaded by it.
/// </summary>
internal static class LooseNumber
{
    // A mantissa of more digits does not fit into 64 bits.
    private const int MostDigits = 18;
    private const int MostLetters = 4;
    private const int Longest = 40;

    /// <summary>The number, with the number of its decimal places; null when the text is none.</summary>
    /// <param name="text">The field.</param>
    /// <param name="mark">The decimal mark, a point or a comma; the other one may separate thousands.</param>
    public static (decimal Value, int Scale)? Read(ReadOnlySpan<byte> text, byte mark)
    {
        text = text.Trim((byte)' ');
        if (text.Length is 0 or > Longest)
            return null;
        var (mantissa, digits, scale, group, letters) = (0L, 0, -1, 0, 0);
        var (isNegative, isGrouped, isOver) = (false, false, false);
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            if (sign is >= (byte)'0' and <= (byte)'9')
            {
                if (isOver || ++digits > MostDigits)
                    return null;
                mantissa = (mantissa * 10) + (sign - '0');
                (scale, group) = (scale < 0 ? scale : scale + 1, group + 1);
            }
            else if (sign == mark)
            {
                if (scale >= 0 || isOver || !IsWhole(isGrouped, group))
                    return null;
                scale = 0;
            }
            else if (Separator(text[at..], mark) is var length and > 0 && digits > 0 && at + length < text.Length
                && char.IsAsciiDigit((char)text[at + length]))
            {
                if (scale >= 0 || isOver || (isGrouped ? group != 3 : group > 3))
                    return null;
                (isGrouped, group, at) = (true, 0, at + length - 1);
            }
            else if (char.IsAsciiLetter((char)sign))
            {
                if (digits == 0 || ++letters > MostLetters)
                    return null;
                isOver = true;
            }
            else if (Other(text[at..], digits == 0 || at == text.Length - 1, ref isNegative) is var skipped and > 0)
            {
                (isOver, at) = (digits > 0, at + skipped - 1);
            }
            else
            {
                return null;
            }
        }

        if (digits == 0 || (scale < 0 && !IsWhole(isGrouped, group)))
            return null;
        var value = new decimal(mantissa);
        for (var place = 0; place < scale; place++)
            value /= 10;
        return (isNegative ? -value : value, Math.Max(scale, 0));
    }

    private static bool IsWhole(bool isGrouped, int group) => !isGrouped || group == 3;

    // The length of a sign between thousands: the other mark, a blank, an apostrophe, or a no-break or narrow space in UTF-8.
    private static int Separator(ReadOnlySpan<byte> text, byte mark) => text switch
    {
        [(byte)' ' or (byte)'\'', ..] => 1,
        [(byte)'.' or (byte)',', ..] => text[0] == mark ? 0 : 1,
        _ when text.StartsWith("\u00a0"u8) => 2,
        _ when text.StartsWith("\u2019"u8) || text.StartsWith("\u202f"u8) => 3,
        _ => 0,
    };

    // The length of a sign, currency or bracket around a number. A minus counts before the first digit or as the last sign.
    private static int Other(ReadOnlySpan<byte> text, bool isAround, ref bool isNegative)
    {
        if (text[0] is (byte)'-' or (byte)'(' || text.StartsWith("\u2212"u8))
        {
            isNegative = true;
            return !isAround ? 0 : text[0] is (byte)'-' or (byte)'(' ? 1 : 3;
        }

        return text[0] switch
        {
            (byte)'+' => isAround ? 1 : 0,
            (byte)' ' or (byte)')' or (byte)'%' or (byte)'$' => 1,
            _ when text.StartsWith("€"u8) => 3,
            _ when text.StartsWith("£"u8) || text.StartsWith("¥"u8) || text.StartsWith("\u00a0"u8) => 2,
            _ => 0,
        };
    }
}
