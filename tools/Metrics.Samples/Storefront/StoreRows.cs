using System.Text;
using Metrics.Samples.Making;

namespace Metrics.Samples.Storefront;

/// <summary>Shops all over the world; about two a customer.</summary>
internal static class StoreRows
{
    private static readonly Clock Opened = new(new DateOnly(2022, 4, 19), 705);

    public static async Task WriteAsync(CsvLines lines, StorefrontSample sample, SplitMix64 random, CancellationToken ct)
    {
        await lines.HeaderAsync("id name address city country created_at typology customer_id", ct);
        var moment = new byte[Clock.Longest];
        for (var id = 1; id <= sample.Stores; id++)
        {
            lines.Number(id)
                .Text(Name(random))
                .Text(Address(random))
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

/// <summary>Card readers: five types, two a store on average, none in every eighth store.</summary>
internal static class DeviceRows
{
    private const int IdleEvery = 97;
    private const int BareStoreEvery = 8;

    public static async Task WriteAsync(CsvLines lines, StorefrontSample sample, SplitMix64 random, CancellationToken ct)
    {
        await lines.HeaderAsync("id type store_id", ct);
        for (var id = 1; id <= sample.Devices; id++)
        {
            await lines.Number(id).Number(random.Between(1, 5)).Number(StoreWithDevices(sample, random)).EndAsync(ct);
        }
    }

    /// <summary>A device that sells; every 97th never does.</summary>
    public static int Selling(StorefrontSample sample, SplitMix64 random)
    {
        // Of two draws the lower: some devices are busier than others.
        var id = 1 + Math.Min(random.Below(sample.Devices), random.Below(sample.Devices));
        return id % IdleEvery == 0 ? id - 1 : id;
    }

    private static int StoreWithDevices(StorefrontSample sample, SplitMix64 random)
    {
        var id = random.Between(1, sample.Stores);
        return id % BareStoreEvery == 0 ? id - 1 : id;
    }
}
