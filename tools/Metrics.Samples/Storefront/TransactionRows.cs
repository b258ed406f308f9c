using Metrics.Samples.Making;

namespace Metrics.Samples.Storefront;

/// <summary>Payments: a third accepted, a third refused, a third cancelled. No strings are made on the way.</summary>
internal static class TransactionRows
{
    // Both clocks run independently, so some transactions were recorded before they happened, and most before their store opened.
    private static readonly Clock Recorded = new(new DateOnly(2022, 10, 1), 152);
    private static readonly Clock Happened = new(new DateOnly(2021, 10, 1), 515);

    public static async Task WriteAsync(CsvLines lines, StorefrontSample sample, SplitMix64 random, CancellationToken ct)
    {
        await lines.HeaderAsync(
            "id device_id product_name product_sku category_name amount status card_number cvv created_at happened_at", ct);
        var scratch = new byte[64];
        for (var id = 1L; id <= sample.Transactions; id++)
        {
            Write(lines, id, sample, random, scratch);
            await lines.EndAsync(ct);
        }
    }

    private static void Write(CsvLines lines, long id, StorefrontSample sample, SplitMix64 random, Span<byte> scratch)
    {
        lines.Number(id).Number(DeviceRows.Selling(sample, random));
        lines.Text(scratch[..Product(random, scratch)]);
        lines.Text(random.Pick(StorefrontWords.Codes));
        lines.Text(scratch[..Word(random, scratch)]);
        lines.Number(random.Between(1, 999));
        lines.Text(random.Pick(StorefrontWords.Statuses));
        lines.Text(scratch[..Cards.Write(random, scratch)]);
        lines.Number(random.Between(100, 999));
        lines.Text(scratch[..Recorded.Write(random, scratch)]);
        lines.Text(scratch[..Happened.Write(random, scratch)]);
    }

    private static int Product(SplitMix64 random, Span<byte> into)
    {
        var first = Word(random, into);
        into[first] = (byte)' ';
        return first + 1 + Word(random, into[(first + 1)..]);
    }

    // Exports of prose carry its punctuation along, which is what makes these fields quoted.
    private static int Word(SplitMix64 random, Span<byte> into)
    {
        var word = random.Pick(StorefrontWords.Plain);
        word.CopyTo(into);
        var mark = random.Below(12) switch { 0 => ',', 1 => '.', _ => ' ' };
        if (mark == ' ')
            return word.Length;
        into[word.Length] = (byte)mark;
        return word.Length + 1;
    }
}

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
