using Metrics.Samples.Making;

namespace Metrics.Samples.Greenery;

/// <summary>
/// Made-up files of a plant shop, the same for a seed every time, and in <c>expected.json</c> the answers to its questions.
/// </summary>
/// <remarks>
/// Whole histories: an order belongs to a session that looked, filled a cart and checked out. With the quirks of such exports: events
/// that are delivered twice, times in two zones, e-mail addresses in every spelling, addresses that nobody has a record of, promos that
/// have ended, deliveries without an estimate, parcels that are events of a session long after its last click.
/// </remarks>
internal static class GreenerySample
{
    private const int UsersAtScaleOne = 5_000;
    private const long EventsAtScaleOne = 100_000;

    public static Sample Sample { get; } = new(
        "greenery", "users.csv, addresses.csv, products.csv, promos.csv, orders.csv, order_items.csv and events.csv", WriteAsync)
    {
        LastFile = "expected.json",
    };

    public static async Task<string> WriteAsync(string folder, decimal scale, ulong seed, CancellationToken ct)
    {
        var (users, events) = (Math.Max(2, (int)(scale * UsersAtScaleOne)), (long)(scale * EventsAtScaleOne));
        var shop = new Shop(users, new SplitMix64(seed ^ 0x5));
        var truth = new GreeneryTruth();
        using var files = new SampleFiles(folder);
        await files.WriteAsync("addresses.csv", lines => ShopRows.WriteAddressesAsync(lines, shop, ct), ct);
        await files.WriteAsync("products.csv", lines => ShopRows.WritePlantsAsync(lines, shop, ct), ct);
        await files.WriteAsync("promos.csv", lines => ShopRows.WritePromosAsync(lines, shop, ct), ct);
        // All four at once: a history is written when it is made up, and forgotten.
        await files.WriteAsync(
            "users.csv",
            people => files.WriteAsync(
                "orders.csv",
                orders => files.WriteAsync(
                    "order_items.csv",
                    items => files.WriteAsync(
                        "events.csv", clicks => WriteHistoriesAsync(people, orders, items, clicks), ct), ct), ct), ct);
        await files.WriteAsync("expected.json", GreeneryAnswers.Of(truth, shop, scale, seed), ct);
        files.Publish();
        return $"{users:N0} users and {events:N0} events";

        async Task WriteHistoriesAsync(CsvLines people, CsvLines orders, CsvLines items, CsvLines clicks)
        {
            var rows = new HistoryRows(people, orders, items, clicks, new SplitMix64(seed ^ 0xE));
            await rows.BeginAsync(ct);
            foreach (var history in new HistoryMaker(shop, new SplitMix64(seed ^ 0x7), users, events).Make())
            {
                ct.ThrowIfCancellationRequested();
                truth.Add(history);
                await rows.WriteAsync(history, ct);
            }
        }
    }
}
