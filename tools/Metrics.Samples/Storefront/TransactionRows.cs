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
        await lines.Text("id"u8).Text("device_id"u8).Text("product_name"u8).Text("product_sku"u8).Text("category_name"u8).Text("amount"u8)
            .Text("status"u8).Text("card_number"u8).Text("cvv"u8).Text("created_at"u8).Text("happened_at"u8).EndAsync(ct);
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
