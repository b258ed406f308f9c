using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>
/// The double nearest to a numeric. Npgsql converts through <see cref="decimal"/>, which has neither NaN nor more than 28 digits.
/// </summary>
internal static class NumericDouble
{
    private const ushort Negative = 0x4000;
    private const ushort NaN = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    public static double Read(NpgsqlDataReader reader, int ordinal)
    {
        using var stream = reader.GetStream(ordinal);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }

    // The wire format: count of digits, weight of the first, sign, scale, then digits in base 10,000; each a 16-bit number.
    private static double Parse(ReadOnlySpan<byte> bytes)
    {
        var (count, weight, sign) = (Short(bytes, 0), Short(bytes, 1), (ushort)Short(bytes, 2));
        if (sign is NaN or PositiveInfinity or NegativeInfinity)
            return sign == NaN ? double.NaN : sign == PositiveInfinity ? double.PositiveInfinity : double.NegativeInfinity;
        var text = new StringBuilder(sign == Negative ? "-0" : "0", (4 * count) + 16);
        for (var i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Short(bytes, 4 + i):0000}");
        text.Append(CultureInfo.InvariantCulture, $"e{4 * (weight - count + 1)}");
        return double.Parse(text.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static short Short(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt16BigEndian(bytes[(2 * index)..]);
}
