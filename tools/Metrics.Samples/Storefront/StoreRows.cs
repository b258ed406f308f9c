using System.Text;
using Metrics.Samples.Making;

namespace Metrics.Samples.Storefront;

/// <summary>Shops all over the world; about two a customer.</summary>
internal static class StoreRows
{
    private static readonly Clock Opened = new(new DateOnly(2022, 4, 19), 705);

    public static async Task WriteAsync(CsvLines lines, StorefrontSample sample, SplitMix64 random, CancellationToken ct)
    {
        await lines.Text("id"u8).Text("name"u8).Text("address"u8).Text("city"u8).Text("country"u8)
            .Text("created_at"u8).Text("typology"u8).Text("customer_id"u8).EndAsync(ct);
        var moment = new byte[Clock.Longest];
        for (var id = 1; id <= sample.Stores; id++)
        {
            lines.Number(id)
                .Text(Encoding.UTF8.GetBytes(Name(random)))
                .Text(Encoding.UTF8.GetBytes(Address(random)))
                .Text(random.Pick(StorefrontWords.Cities))
                .Text(random.Pick(StorefrontWords.Countries))
                .Text(moment.AsSpan(0, Opened.Write(random, moment)))
                .Text(random.Pick(StorefrontWords.Typologies))
                .Number(random.Between(1, Math.Max(1, sample.Stores / 2)));
            await lines.EndAsync(ct);
        }
    }

    private static string Name(SplitMix64 random)
    {
        var third = random.OneIn(2) ? " " + Title(random) : "";
        return $"{Title(random)} {Title(random)}{third} {Encoding.UTF8.GetString(random.Pick(StorefrontWords.Companies))}";
    }

    private static string Address(SplitMix64 random)
    {
        var street = $"{random.Between(10, 9999)} {Title(random)} {Encoding.UTF8.GetString(random.Pick(StorefrontWords.Streets))}";
        return random.Below(5) switch
        {
            0 => $"P.O. Box {random.Between(100, 999)}, {street}",
            1 => $"Unit #{random.Between(100, 999)}, {street}",
            2 => $"Unit #{random.Between(100, 999)}-{street}",
            _ => street,
        };
    }

    private static string Title(SplitMix64 random)
    {
        var word = Encoding.UTF8.GetString(random.Pick(StorefrontWords.Plain));
        return char.ToUpperInvariant(word[0]) + word[1..];
    }
}
