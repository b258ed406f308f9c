using System.Globalization;
using System.Text.Json;
using Metrics.Semantic.Tests.Planning;

namespace Metrics.Semantic.Tests.Conversions;

/// <summary>A random question about conversions, with its answer by comparing every purchase with every visit.</summary>
internal sealed class ConversionQuestion
{
    private const string Madrid = "Europe/Madrid";

    private static readonly string[] _keys = ["visit__channel", "customer", "customer__country", "metric_time__day", "metric_time__month"];

    private readonly ConversionWorld _world;
    private readonly IReadOnlyList<ConversionCase> _metrics;
    private readonly List<string> _groupBy;
    private readonly string? _channel;
    private readonly string? _country;
    private readonly (DateTime Start, DateTime End)? _range;
    private readonly bool _isInMadrid;

    public ConversionQuestion(ConversionWorld world, int seed)
    {
        var random = new Random(seed);
        _world = world;
        _metrics = [.. ConversionCatalog.Cases.OrderBy(_ => random.Next()).Take(random.Next(1, 3))];
        _groupBy = [.. _keys.Where(_ => random.Next(4) == 0)];
        _channel = random.Next(4) == 0 ? "shop" : null;
        _country = random.Next(4) == 0 ? "ES" : null;
        var from = new DateTime(2026, 3, 18).AddDays(random.Next(30));
        _range = random.Next(3) == 0 ? (from, from.AddDays(random.Next(20))) : null;
        // Days of a zone are another matter; windows over a change of its clocks are this one.
        _isInMadrid = _range is null && !_groupBy.Exists(k => k.StartsWith("metric_time", StringComparison.Ordinal)) && random.Next(2) == 0;
    }

    public string Json()
    {
        var where = new List<string>();
        if (_channel is not null)
            where.Add($"visit__channel = '{_channel}'");
        if (_country is not null)
            where.Add($"customer__country = '{_country}'");
        var body = new Dictionary<string,
            object> { ["metrics"] = _metrics.Select(m => m.Name), ["group_by"] = _groupBy, ["where"] = where, ["time_zone"] = _isInMadrid
                ? Madrid : "UTC" };
        if (_range is var (start, end))
            body["time_range"] = new { start = Day(start), end = Day(end) };
        return JsonSerializer.Serialize(body);
    }

    /// <summary>The rows, each cell as text, in no order.</summary>
    public List<string> Answer()
    {
        var groups = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        // Without anything to group by there is one row, whatever there is; a count of nothing is 0, a sum of nothing is none.
        if (_groupBy.Count == 0)
            groups[""] = [.. _metrics.Select(m => m.IsRate || m is { Counts: null, After: "purchase_count" } ? "" : "0")];
        for (var i = 0; i < _metrics.Count; i++)
        {
            foreach (var (key, value) in Values(_metrics[i]))
            {
                if (!groups.TryGetValue(key, out var row))
                    groups[key] = row = [.. _metrics.Select(_ => "")];
                row[i] = value;
            }
        }

        return [.. groups.Select(g => g.Key + string.Join(" | ", g.Value)).Order(StringComparer.Ordinal)];
    }

    private Dictionary<string, string> Values(ConversionCase metric)
    {
        var visits = _world.Visits.Where(v => Counts(metric, v)).ToList();
        var converted = new Dictionary<string, List<Purchase>>();
        foreach (var purchase in _world.Purchases.Where(
            p => p.At is not null && p.Customer is not null && (metric.Kind is null || p.Kind == metric.Kind)))
        {
            if (visits.Where(v => Precedes(metric, v, purchase))
                .MaxBy(v => (At(v.At!.Value, metric.AreDays.Before), v.Id)) is not { } visit)
                continue;
            if (!converted.TryGetValue(Key(visit), out var list))
                converted[Key(visit)] = list = [];
            list.Add(purchase);
        }

        var counted = converted.ToDictionary(
            c => c.Key, c => metric.Counts is null ? c.Value.Count : c.Value.Select(p => p.Customer).Distinct().Count());
        if (!metric.IsRate)
            return counted.ToDictionary(c => c.Key, c => Text(c.Value));
        return visits.GroupBy(Key).ToDictionary(
            g => g.Key,
            g => counted.TryGetValue(g.Key, out var n)
                ? Exact.Quotient(n, g.Count()).ToString("0.##################", CultureInfo.InvariantCulture) : "");
    }

    private bool Counts(ConversionCase metric, Visit visit) =>
        (metric.Channel is null || visit.Channel == metric.Channel)
        && (_channel is null || visit.Channel == _channel)
        && (_country is null || Country(visit) == _country)
        && (_range is not var (start, end)
            || (visit.At is { } at && At(at, metric.AreDays.Before) >= start && At(at, metric.AreDays.Before) < end));

    private bool Precedes(ConversionCase metric, Visit visit, Purchase purchase)
    {
        if (visit.At is null || visit.Customer != purchase.Customer || (metric.SameSession && visit.Session != purchase.Session))
            return false;
        var (before, after) = (At(visit.At.Value, metric.AreDays.Before), At(purchase.At!.Value, metric.AreDays.After));
        // Beside a day, a moment is the local time it was.
        if (_isInMadrid && metric.AreDays is (true, false))
            after = TimeZoneInfo.ConvertTimeFromUtc(after, TimeZoneInfo.FindSystemTimeZoneById(Madrid));
        return before <= after && (metric.Within is null || before > Earliest(metric, after));
    }

    private DateTime Earliest(ConversionCase metric, DateTime after)
    {
        // Stored local times are UTC, as moments are; the calendar is that of the question, unless a day is among them.
        if (!_isInMadrid || metric.AreDays.Before || metric.AreDays.After || metric.Window!.EndsWith("hours", StringComparison.Ordinal))
            return metric.Within!(after);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Madrid);
        return TimeZoneInfo.ConvertTimeToUtc(metric.Within!(TimeZoneInfo.ConvertTimeFromUtc(after, zone)), zone);
    }

    private string Key(Visit visit) => string.Concat(_groupBy.Select(k => k switch
    {
        "visit__channel" => visit.Channel ?? "",
        "customer" => visit.Customer is { } customer ? Text(customer) : "",
        "customer__country" => Country(visit) ?? "",
        "metric_time__day" => visit.At is { } day ? Day(day) : "",
        _ => visit.At is { } month ? Day(new DateTime(month.Year, month.Month, 1)) : "",
    } + " | "));

    private string? Country(Visit visit) => visit.Customer is { } customer ? _world.Countries[customer] : null;

    private static DateTime At(DateTime at, bool isDay) => isDay ? at.Date : at;

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
