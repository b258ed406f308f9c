using System.Globalization;

namespace Metrics.Api.Tests.Storefront;

/// <summary>The five questions computed from the files, without any of the product.</summary>
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
                var device = devices[t["device_id"]!];
                var store = stores[device["store_id"]!];
                return new Sale(
                    long.Parse(t["id"]!, CultureInfo.InvariantCulture), long.Parse(store["id"]!, CultureInfo.InvariantCulture), store["name"]!.Trim(), store["country"]!.Trim(), store["typology"]!.Trim(),
                    store["customer_id"]!, device["type"]!, t["product_sku"]!.Trim(), decimal.Parse(t["amount"]!, CultureInfo.InvariantCulture), Time(t["created_at"]!), Time(t["happened_at"]!));
            })
            .ToList();
    }

    public List<string[]> TopStores() => _sales.GroupBy(s => (s.Store, s.StoreName))
        .Select(g => (g.Key, Amount: g.Sum(s => s.Amount)))
        .OrderByDescending(g => g.Amount).ThenBy(g => g.Key.Store)
        .Take(10)
        .Select(g => Row(g.Key.Store, g.Key.StoreName, g.Amount))
        .ToList();

    public List<string[]> TopProducts() => _sales.GroupBy(s => s.Sku)
        .Select(g => (g.Key, Count: g.Count()))
        .OrderByDescending(g => g.Count).ThenBy(g => g.Key, StringComparer.Ordinal)
        .Take(10)
        .Select(g => Row(g.Key, g.Count))
        .ToList();

    public List<string[]> AverageAmounts() => _sales.GroupBy(s => (s.Typology, s.Country))
        .Select(g => (g.Key, Mean: g.Average(s => s.Amount)))
        .OrderBy(g => g.Key.Typology, StringComparer.Ordinal).ThenByDescending(g => g.Mean).ThenBy(g => g.Key.Country, StringComparer.Ordinal)
        .Select(g => Row(g.Key.Typology, g.Key.Country, (double)g.Mean))
        .ToList();

    public List<string[]> DeviceShare() => _sales.GroupBy(s => s.DeviceType)
        .OrderBy(g => int.Parse(g.Key, CultureInfo.InvariantCulture))
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
        .OrderBy(g => g.Mean).ThenBy(g => long.Parse(g.Key, CultureInfo.InvariantCulture))
        .Select(g => Row(g.Key, g.Stores, g.Mean))
        .ToList();

    private IEnumerable<(string Customer, double Days)> Days(bool byRecordTime) => _sales.GroupBy(s => (s.Store, s.Customer))
        .Where(g => g.Count() >= 5)
        .Select(g => (g.Key, Times: g.OrderBy(s => byRecordTime ? s.CreatedAt : s.HappenedAt).ThenBy(s => s.Id).Select(s => byRecordTime ? s.CreatedAt : s.HappenedAt).ToList()))
        .Select(g => (g.Key.Customer, (g.Times[4] - g.Times[0]).TotalDays));

    private static string[] Row(params object[] values) => values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!).ToArray();

    private static DateTime Time(string text) => DateTime.ParseExact(text.Trim(), ["MM/dd/yyyy H:mm:ss", "M/d/yyyy H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None);

    private sealed record Sale(
        long Id, long Store, string StoreName, string Country, string Typology, string Customer, string DeviceType, string Sku, decimal Amount, DateTime CreatedAt, DateTime HappenedAt);
}
