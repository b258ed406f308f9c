using System.Numerics;

namespace Metrics.Semantic.Tests.Planning;

/// <summary>Quotients of exact numbers, computed with whole numbers of any size: rounded once, half away from zero.</summary>
internal static class Exact
{
    public const int Places = 18;

    public static decimal Quotient(decimal upper, decimal lower)
    {
        var (digits, places) = Quotient(Parts(upper), Parts(lower));
        // As many as a decimal holds: the tables of random worlds have small numbers.
        var text = BigInteger.Abs(digits).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        return decimal.Parse(
            $"{(digits.Sign < 0 ? "-" : "")}{text[..^places]}.{text[^places..]}", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>One number divided by another, each as its digits and its places.</summary>
    public static (BigInteger Digits, int Places) Quotient((BigInteger Digits, int Places) upper, (BigInteger Digits, int Places) lower)
    {
        var (numerator, denominator) = (
            upper.Digits * BigInteger.Pow(10, lower.Places + Places), lower.Digits * BigInteger.Pow(10, upper.Places));
        var whole = BigInteger.DivRem(BigInteger.Abs(numerator), BigInteger.Abs(denominator), out var rest);
        if (rest * 2 >= BigInteger.Abs(denominator))
            whole++;
        return (numerator.Sign * denominator.Sign * whole, Places);
    }

    public static decimal Rounded(decimal value) => decimal.Round(value, Places, MidpointRounding.AwayFromZero);

    private static (BigInteger Digits, int Places) Parts(decimal value)
    {
        var bits = decimal.GetBits(value);
        var digits = (new BigInteger((uint)bits[2]) << 64) + (new BigInteger((uint)bits[1]) << 32) + (uint)bits[0];
        return (bits[3] < 0 ? -digits : digits, (bits[3] >> 16) & 0xFF);
    }
}
