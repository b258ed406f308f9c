using System.Globalization;
using System.Text.Json;

namespace Metrics.Semantic.Tests.Planning;

internal sealed record WorldColumn(WorldMetric Metric, string Alias, string[]? Share);

/// <summary>A question over a world, as data for the brute force and as the body that is asked.</summary>
internal sealed class RandomQuestion
{
    private static readonly DateTime[] _times =
        [new(2026, 1, 1), new(2026, 3, 8, 2, 30, 0), new(2026, 3, 29), new(2026, 3, 29, 2, 30, 0), new(2026, 10, 25),
            new(2026, 10, 25, 2, 30, 0), new(2026, 11, 1, 1, 30, 0), new(2025, 12, 31, 22, 0, 0)];

    private readonly Random _random;
    private readonly RandomWorld _world;

    public RandomQuestion(RandomWorld world, int seed)
    {
        (_world, _random) = (world, new Random(seed));
        Zone = Pick(RandomWorld.Zones);
        GroupBy = Enumerable.Range(0, _random.Next(3)).Select(_ => GroupName()).Distinct().ToArray();
        Columns = Enumerable.Range(0, _random.Next(1, 4)).Select(Column).ToArray();
        Where = Enumerable.Range(0, _random.Next(3)).Select(_ => Condition(_random.Next(3))).ToArray();
        if (_random.Next(4) == 0)
            Having = new WorldFilter.Leaf(
                Pick(_world.Metrics.Where(m => m.IsExact).ToArray()).Name, Pick([">", "<=", "is null", "is not null"]),
                [(decimal)_random.Next(-2, 8)]);
        if (Having is WorldFilter.Leaf leaf && Columns.Any(c => c.Alias == leaf.Name && c.Share is not null))
            Having = null;
        if (_random.Next(3) == 0)
            Range = (_random.Next(4) == 0 ? null : Pick(_times), _random.Next(4) == 0 ? null : Pick(_times));
        if (Range is (null, null) || (Range is ({ } start, { } end) && start > end))
            Range = null;
        if (Range is null && _random.Next(4) == 0)
            Constraint = (_random.Next(4) == 0 ? null : Pick(_times), Pick(_times));
        OrderBy = Columns.Where(c => c.Metric.IsExact && c.Share is null).Select(c => c.Alias).Concat(GroupBy)
            .Where(_ => _random.Next(3) == 0)
            .Concat(Unselected())
            .Select(n => (n, _random.Next(2) == 0)).ToArray();
        Limit = _random.Next(3) == 0 ? _random.Next(1, 6) : null;
        Offset = _random.Next(4) == 0 ? _random.Next(1, 5) : 0;
    }

    public string Zone { get; }

    public string[] GroupBy { get; }

    public WorldColumn[] Columns { get; }

    public WorldFilter[] Where { get; }

    public WorldFilter? Having { get; }

    public (DateTime? Start, DateTime? End)? Range { get; }

    /// <summary>Both ends included; a date is that day.</summary>
    public (DateTime? Start, DateTime End)? Constraint { get; }

    public (string Name, bool Descending)[] OrderBy { get; }

    /// <summary>The metric that only the order looks at.</summary>
    public WorldMetric? Aside { get; private set; }

    public int Offset { get; }

    public int? Limit { get; }

    public string Json()
    {
        var body = new Dictionary<string, object>
        {
            ["metrics"] = Columns.Select(c => c.Share is null
                ? c.Alias == c.Metric.Name
                    ? (object)c.Metric.Name
                    : new Dictionary<string, object> { ["name"] = c.Metric.Name, ["as"] = c.Alias }
                : new Dictionary<string, object>
                {
                    ["name"] = c.Metric.Name, ["as"] = c.Alias, ["share_of"] = c.Share.Length == 0 ? "total" : c.Share,
                }),
            ["group_by"] = GroupBy,
            ["where"] = Where.Append(Having).OfType<WorldFilter>().Select(f => f.Text),
            ["time_zone"] = Zone,
            ["order_by"] = OrderBy.Select(o => o.Descending ? $"-{o.Name}" : o.Name),
        };
        if (Range is var (start, end))
            body["time_range"] = new[] { ("start", start), ("end", end) }.Where(b => b.Item2 is not null)
                .ToDictionary(b => b.Item1, b => WorldClock.Text(b.Item2!.Value));
        if (Constraint is var (first, last))
            body["time_constraint"] = new[] { first is null ? null : Written(first.Value), Written(last) };
        if (Offset > 0)
            body["offset"] = Offset;
        if (Limit is { } limit)
            body["limit"] = limit;
        return JsonSerializer.Serialize(body);
    }

    private static string Written(DateTime time) =>
        time.TimeOfDay == default ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : WorldClock.Text(time);

    // What no column shows: a metric, or a property that what is grouped by determines.
    private IEnumerable<string> Unselected()
    {
        if (_random.Next(4) == 0)
        {
            var metric = Pick(_world.Metrics.Where(m => m.IsExact).ToArray());
            if (Columns.All(c => c.Metric != metric) && (Having is not WorldFilter.Leaf having || having.Name != metric.Name))
                yield return (Aside = metric).Name;
        }

        if (GroupBy.Contains("e0") && _random.Next(2) == 0)
            yield return Pick(["e0__label", "e0__rank", "e0__born__year"]);
        if (GroupBy.Contains("metric_time__day") && _random.Next(2) == 0)
            yield return Pick(["metric_time__month", "metric_time__extract_dow", "metric_time__extract_week"]);
    }

    private WorldColumn Column(int index)
    {
        var metric = Pick(_world.Metrics.ToArray());
        if (_random.Next(3) > 0)
            return new WorldColumn(metric, $"{metric.Name}_{index}", null);
        var kept = GroupBy.Where(_ => _random.Next(2) == 0).Reverse().ToArray();
        return new WorldColumn(metric, $"share_{index}", kept);
    }

    // Mostly what every fact has, or most questions of several facts would be refused.
    private string GroupName() => _random.Next(10) switch
    {
        0 => "metric_time",
        1 or 2 => $"metric_time__{Pick(WorldClock.Grains)}",
        3 => _random.Next(3) == 0 ? $"metric_time__extract_{Pick(WorldClock.Parts)}" : Own(),
        4 => $"e0__{Pick(["e1", "e1__label", "e1__born__year"])}",
        _ => Dimension(),
    };

    private string Dimension() =>
        Pick(["e0", "e1", "e0__label", "e1__label", "e0__rank", "e0__born", "e1__born__month", "e0__born__quarter"]);

    private string Own() =>
        Pick(_world.Facts.ToArray()).Entity + Pick(
            ["", "__cat", "__flag", "__units", "__at__hour", "__moment__day", "__moment__week", "__on_day", "__at", "__at__extract_hour",
                "__moment__extract_week", "__on_day__extract_doy"]);

    private WorldFilter Condition(int depth) => depth switch
    {
        0 => Leaf(),
        1 when _random.Next(2) == 0 => new WorldFilter.Not(Condition(0)),
        1 => Leaf(),
        _ => new WorldFilter.Either(Condition(0), Condition(1)),
    };

    private WorldFilter.Leaf Leaf() => _random.Next(6) switch
    {
        0 => Text(Pick(["e0__label", "e1__label", $"{Pick(_world.Facts.ToArray()).Entity}__cat"])),
        1 => new WorldFilter.Leaf($"{Pick(_world.Facts.ToArray()).Entity}__flag", "=", [_random.Next(2) == 0]),
        2 => Time(Pick(
            ["metric_time", $"metric_time__{Pick(WorldClock.Grains)}", "e0__born", $"{Pick(_world.Facts.ToArray()).Entity}__moment",
                "e1__born__month"])),
        3 => new WorldFilter.Leaf(Pick(["e0", "e0__label", "e1__rank", "metric_time"]), Pick(["is null", "is not null"]), []),
        _ => Number(Pick(["e0", "e1", "e0__rank", $"{Pick(_world.Facts.ToArray()).Entity}__units"])),
    };

    private WorldFilter.Leaf Text(string name) =>
        new(name, Pick(["=", "<>", "in", "not in", "contains", "starts with", "ends with"]),
        [Pick(["a", "b", "é", "a'b", "%", "_", "0%"]), Pick(["100%", "\\"])]);

    private WorldFilter.Leaf Number(string name) => new(
        name, Pick(["=", "<>", "<", "<=", ">", ">=", "in", "not in", "between"]), [(decimal)_random.Next(4), (decimal)_random.Next(2, 6)]);

    // Nothing equals a time inside of a grain, and a question that compares with one is refused.
    private WorldFilter.Leaf Time(string name)
    {
        var (operation, first, second) = (Pick(["=", "<", "<=", ">=", ">", "between"]), Pick(_times), Pick(_times));
        var grain = name[(name.LastIndexOf('_') + 1)..];
        if (operation == "=" && WorldClock.Grains.Contains(grain))
            first = WorldClock.Cut(grain, first);
        return new WorldFilter.Leaf(name, operation, [first, second]);
    }

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
