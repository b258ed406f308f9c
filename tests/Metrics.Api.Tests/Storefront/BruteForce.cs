using System.Globalization;

namespace Metrics.Api.Tests.Storefront;

/// <summary>
/// The five questions computed from the files, without any code of the product. Missing or unknown values form a separate group, which
/// comes last.
/// </summary>
internal sealed class BruteForce
{
    private readonly List<Sale> _sales;

    public BruteForce(string folder, bool acceptedOnly)
    {
        var stores = CsvText.Read(Path.Combine(folder, "stores.csv")).ToDictionary(s => s["id"]!);
        var devices = CsvText.Read(Path.Combine(folder, "devices.csv")).ToDictionary(d => d["id"]!);
        _sales = CsvText.Read(Path.Combine(folder, "transactions.csv"))
            .Where(t => !acceptedOnly || t["status"]!.Trim() == "accepted")
            .Select(t =>
            {
                // A store that nobody knows is still the store of its sales.
                var device = t["device_id"] is { } d ? devices.GetValueOrDefault(d) : null;
                var store = device?["store_id"] is { } s ? stores.GetValueOrDefault(s) : null;
                return new Sale(
                    Whole(t["id"])!.Value, Whole(device?["store_id"]), Clean(store?["name"]), Clean(store?["country"]),
                    Clean(store?["typology"]), Whole(store?["customer_id"]),
                    Whole(device?["type"]), Clean(t["product_sku"]), decimal.Parse(t["amount"]!, CultureInfo.InvariantCulture),
                    Time(t["created_at"]), Time(t["happened_at"]));
            })
            .ToList();
    }

    public List<string[]> TopStores() => _sales.GroupBy(s => (s.Store, s.StoreName))
        .Select(g => (g.Key, Amount: g.Sum(s => s.Amount)))
        .OrderByDescending(g => g.Amount).ThenBy(g => g.Key.Store ?? long.MaxValue)
        .Take(10)
        .Select(g => Row(g.Key.Store, g.Key.StoreName, g.Amount))
        .ToList();

    public List<string[]> TopProducts() => _sales.GroupBy(s => s.Sku)
        .Select(g => (g.Key, Count: g.Count()))
        .OrderByDescending(g => g.Count).ThenBy(g => g.Key, NullsLast)
        .Take(10)
        .Select(g => Row(g.Key, g.Count))
        .ToList();

    public List<string[]> AverageAmounts() => _sales.GroupBy(s => (s.Typology, s.Country))
        .Select(g => (g.Key, Mean: g.Average(s => s.Amount)))
        .OrderBy(g => g.Key.Typology, NullsLast).ThenByDescending(g => g.Mean).ThenBy(g => g.Key.Country, NullsLast)
        .Select(g => Row(g.Key.Typology, g.Key.Country, (double)g.Mean))
        .ToList();

    public List<string[]> DeviceShare() => _sales.GroupBy(s => s.DeviceType)
        .OrderBy(g => g.Key ?? long.MaxValue)
        .Select(g => Row(g.Key, g.Count(), (double)g.Count() / _sales.Count))
        .ToList();

    public List<string[]> TimeToFifth(bool byRecordTime)
    {
        var days = Days(byRecordTime).Select(d => d.Days).Order().ToList();
        var median = days.Count % 2 == 1 ? days[days.Count / 2] : (days[(days.Count / 2) - 1] + days[days.Count / 2]) / 2;
        return [Row(days.Average(), median, days.Count)];
    }

    public List<string[]> TimeToFifthByCustomer(bool byRecordTime) => Days(byRecordTime).GroupBy(d => d.Customer)
        .Select(g => (g.Key, Stores: g.Count(), Mean: g.Average(d => d.Days)))
        .OrderBy(g => g.Mean).ThenBy(g => g.Key ?? long.MaxValue)
        .Select(g => Row(g.Key, g.Stores, g.Mean))
        .ToList();

    // No store, no subject; no moment, no event.
    private IEnumerable<(long? Customer, double Days)> Days(bool byRecordTime) => _sales
        .Select(s => (s.Id, s.Store, s.Customer, At: byRecordTime ? s.CreatedAt : s.HappenedAt))
        .Where(s => s is { Store: not null, At: not null })
        .GroupBy(s => (s.Store, s.Customer))
        .Where(g => g.Count() >= 5)
        .Select(g => (g.Key, Times: g.OrderBy(s => s.At).ThenBy(s => s.Id).Select(s => s.At!.Value).ToList()))
        .Select(g => (g.Key.Customer, (g.Times[4] - g.Times[0]).TotalDays));

    private static Comparer<string?> NullsLast { get; } = Comparer<string?>.Create((a, b) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ => string.CompareOrdinal(a, b),
    });

    private static string[] Row(params object?[] values) =>
        values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "").ToArray();

    private static long? Whole(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

    private static string? Clean(string? text) => text?.Trim() is { Length: > 0 } clean ? clean : null;

    private static DateTime? Time(string? text) =>
        text is null ? null : DateTime.ParseExact(
            text.Trim(), ["MM/dd/yyyy H:mm:ss", "M/d/yyyy H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None);

    private sealed record Sale(
        long Id, long? Store, string? StoreName, string? Country, string? Typology, long? Customer, long? DeviceType, string? Sku,
        decimal Amount, DateTime? CreatedAt, DateTime? HappenedAt);
}
