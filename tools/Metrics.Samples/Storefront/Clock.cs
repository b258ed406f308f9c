using System.Globalization;
using System.Text;
using Metrics.Samples.Making;

namespace Metrics.Samples.Storefront;

/// <summary>Random times on the days of a period, written <c>MM/DD/YYYY H:MM:SS</c> with the hours 1 to 12.</summary>
internal sealed class Clock(DateOnly first, int days)
{
    public const int Longest = 19;

    private readonly byte[][] _days = [.. Enumerable.Range(0, days)
        .Select(d => Encoding.ASCII.GetBytes(first.AddDays(d).ToString("MM/dd/yyyy ", CultureInfo.InvariantCulture)))];

    public int Write(SplitMix64 random, Span<byte> into)
    {
        var day = random.Pick(_days);
        day.CopyTo(into);
        var at = day.Length;
        var second = random.Below(12 * 60 * 60);
        var hour = 1 + (second / 3600);
        if (hour >= 10)
            into[at++] = (byte)'1';
        into[at++] = (byte)('0' + (hour % 10));
        at += TwoDigits(second / 60 % 60, into[at..]);
        return at + TwoDigits(second % 60, into[at..]);
    }

    private static int TwoDigits(int value, Span<byte> into)
    {
        (into[0], into[1], into[2]) = ((byte)':', (byte)('0' + (value / 10)), (byte)('0' + (value % 10)));
        return 3;
    }
}
