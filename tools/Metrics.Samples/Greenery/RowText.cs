using System.Globalization;
using System.Text;
using Metrics.Samples.Making;

namespace Metrics.Samples.Greenery;

/// <summary>Fields of the shop's files.</summary>
internal static class RowText
{
    private const int Longest = 512;

    /// <summary>A text; nothing for null.</summary>
    public static CsvLines Text(this CsvLines lines, string? text)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        return lines.Text(bytes[..Encoding.UTF8.GetBytes(text ?? "", bytes)]);
    }

    /// <summary>A path of the shop, with what it is about.</summary>
    public static CsvLines Url(this CsvLines lines, string page, string id) => lines.Text($"https://greenery.example/{page}/{id}");

    /// <summary>Dollars, without more digits than they need, as exports have them.</summary>
    public static CsvLines Dollars(this CsvLines lines, long cents)
    {
        Span<byte> bytes = stackalloc byte[32];
        (cents / 100m).TryFormat(bytes, out var written, "0.0#", CultureInfo.InvariantCulture);
        return lines.Text(bytes[..written]);
    }

    /// <summary>A time in UTC; nothing for null.</summary>
    public static CsvLines Time(this CsvLines lines, DateTime? time)
    {
        Span<byte> bytes = stackalloc byte[32];
        var written = 0;
        time?.TryFormat(bytes, out written, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return lines.Text(bytes[..written]);
    }

    /// <summary>The same moment by a clock five hours behind.</summary>
    public static CsvLines EasternTime(this CsvLines lines, DateTime time)
    {
        Span<byte> bytes = stackalloc byte[32];
        time.AddHours(-5).TryFormat(bytes, out var written, "yyyy-MM-dd'T'HH:mm:ss'-05:00'", CultureInfo.InvariantCulture);
        return lines.Text(bytes[..written]);
    }

    /// <summary>An id of the form of a UUID.</summary>
    public static string NextId(this SplitMix64 random)
    {
        var (high, low) = (random.Next(), random.Next());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{high >> 32:x8}-{high >> 16 & 0xFFFF:x4}-4{high & 0xFFF:x3}-{0x8000 | (low >> 48 & 0x3FFF):x4}-{low & 0xFFFFFFFFFFFF:x12}");
    }
}
