using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Tests.Expressions;

namespace Metrics.Semantic.Tests.Requests;

/// <summary>Random questions that every door can carry.</summary>
internal sealed class RandomQueries(Random random)
{
    private static readonly string[] _names =
        ["transactions", "transacted_amount", "store__country", "metric_time__month", "device__type", "store"];
    private readonly RandomFilters _filters = new(random);

    public MetricQuery Query(bool modifiers) => new()
    {
        Metrics = _filters.Many(1, 4, () => new MetricRequest(Name(), modifiers ? Alias() : null, modifiers ? Share() : null)),
        GroupBy = _filters.Many(0, 3, () => new GroupByRequest(Name(), modifiers ? Alias() : null)),
        Where = _filters.Many(0, 3, () => _filters.Filter(2)),
        TimeRange = random.Next(2) == 0 ? null : Window(),
        TimeZone = _filters.Pick<string>(["UTC", "Europe/Madrid", "Asia/Tokyo"]),
        OrderBy = _filters.Many(0, 3, () => new OrderItem(Name(), random.Next(2) == 0)),
        Limit = random.Next(2) == 0 ? null : random.Next(5_000_001),
    };

    private string Name() => _filters.Pick(_names);

    private string? Alias() => random.Next(2) == 0 ? null : $"c{random.Next(10)}";

    private ShareOf? Share() => random.Next(3) switch
    {
        0 => null,
        1 => ShareOf.Total,
        _ => new ShareOf(_filters.Many(1, 3, Name)),
    };

    private TimeWindow Window()
    {
        var start = new DateTime(2026, 1, 1).AddDays(random.Next(300));
        var end = random.Next(2) == 0 ? start.AddDays(random.Next(100)) : start.AddTicks(random.NextInt64(TimeSpan.TicksPerDay) * 10);
        return random.Next(4) switch { 0 => new(start, null), 1 => new(null, end), _ => new(start, end) };
    }
}
