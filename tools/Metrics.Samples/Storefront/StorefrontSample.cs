using Metrics.Samples.Making;

namespace Metrics.Samples.Storefront;

/// <summary>
/// Made-up <c>devices.csv</c>, <c>stores.csv</c> and <c>transactions.csv</c> of a card-payment business, the same for a seed every time.
/// </summary>
/// <remarks>
/// With the quirks of such exports: local times without a zone and hours without AM or PM, transactions older than their store,
/// two clocks that disagree, card numbers in every spelling (some ruined by a spreadsheet), several names a product,
/// a product code with a stray letter, devices that never sold, stores without a device.
/// </remarks>
internal sealed record StorefrontSample(int Devices, int Stores, long Transactions)
{
    /// <summary>How many transactions there are at scale 1.</summary>
    public const long DefaultTransactions = 100_000;

    public static Sample Sample { get; } = new(
        "storefront", "devices.csv, stores.csv and transactions.csv", WriteAsync) { LastFile = "transactions.csv" };

    public static async Task<StorefrontSample> WriteAsync(string folder, long transactions, ulong seed, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(transactions);
        // A bigger business has more stores and busier ones: 1,500 transactions have some 100 stores, 5 million some 6,000.
        var stores = Math.Max(10, (int)Math.Sqrt(7.0 * transactions));
        var sample = new StorefrontSample(stores * 2, stores, transactions);
        using var files = new SampleFiles(folder);
        await files.WriteAsync("devices.csv", lines => DeviceRows.WriteAsync(lines, sample, new SplitMix64(seed ^ 0xD), ct), ct);
        await files.WriteAsync("stores.csv", lines => StoreRows.WriteAsync(lines, sample, new SplitMix64(seed ^ 0x5), ct), ct);
        await files.WriteAsync("transactions.csv", lines => TransactionRows.WriteAsync(lines, sample, new SplitMix64(seed ^ 0x7), ct), ct);
        files.Publish();
        return sample;
    }

    private static async Task<string> WriteAsync(string folder, decimal scale, ulong seed, CancellationToken ct)
    {
        var sample = await WriteAsync(folder, (long)(scale * DefaultTransactions), seed, ct);
        return $"{sample.Transactions:N0} transactions";
    }
}
