using Metrics.Samples.Making;

namespace Metrics.Samples.Storefront;

/// <summary>
/// Card numbers in all spellings that people and spreadsheets give them. They begin with 9, which no card network issues.
/// </summary>
internal static class Cards
{
    private static readonly byte[][] Spellings =
    [
        .. "900000000000000|900000000000000|9000 000000 00000|9000 000000 00000|900000 0000000000|9000 0000 0000 0000|900 00000 00000 000"
            .Split('|').Select(System.Text.Encoding.UTF8.GetBytes),
        .. ("900000 000000 0000|9000000000000000|9000000000000000000|900000000000000000|"
            + "900000 00 0000 0000 000|9000 000 00 0000|9000000000000")
            .Split('|').Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[] Ruined = "9,00000E+15"u8.ToArray();

    public static int Write(SplitMix64 random, Span<byte> into)
    {
        var ruined = random.OneIn(70);
        var spelling = ruined ? Ruined : random.Pick(Spellings);
        spelling.CopyTo(into);
        var (digits, end) = (random.Next(), ruined ? spelling.Length - 4 : spelling.Length);
        for (var i = 1; i < end; i++)
        {
            if (into[i] != '0')
                continue;
            into[i] = (byte)('0' + (digits % 10));
            digits /= 10;
        }

        return spelling.Length;
    }
}
