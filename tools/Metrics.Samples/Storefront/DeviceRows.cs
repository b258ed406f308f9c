using Metrics.Samples.Making;

namespace Metrics.Samples.Storefront;

/// <summary>Card readers: five types, two a store on average, none in every eighth store.</summary>
internal static class DeviceRows
{
    private const int IdleEvery = 97;
    private const int BareStoreEvery = 8;

    public static async Task WriteAsync(CsvLines lines, StorefrontSample sample, SplitMix64 random, CancellationToken ct)
    {
        await lines.Text("id"u8).Text("type"u8).Text("store_id"u8).EndAsync(ct);
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
