namespace Metrics.Semantic.Tests.Planning;

/// <summary>Answers a question by going through rows one by one; shares nothing with the product but the question's text.</summary>
internal sealed class BruteForce(RandomWorld world, RandomQuestion question)
{
    private readonly WorldNames _names = new(world, question.Zone);
    private readonly Dictionary<string, object?[]> _groups = [];
    private const string Open = "day";
    private List<WorldFact> _facts = [];

    /// <summary>The rows of the answer in their order.</summary>
    /// <exception cref="RefusedException">The question may not be answered.</exception>
    public List<object?[]> Answer()
    {
        var hidden = question.Having is WorldFilter.Leaf leaf && question.Columns.All(c => c.Alias != leaf.Name)
            ? world.Metrics.First(m => m.Name == leaf.Name) : null;
        WorldMetric[] all = [.. question.Columns.Select(c => c.Metric), .. hidden is null ? [] : new[] { hidden }];
        _facts = all.SelectMany(Facts).Distinct().ToList();
        CheckAside();
        // And then they mean the same for what only the order looks at.
        if (question.Aside is not null)
            _facts = [.. _facts.Concat(Facts(question.Aside)).Distinct()];
        if (question.GroupBy.Length == 0)
            _groups[""] = [];
        var values = all.Select(m => Values(m, question.GroupBy, register: true)).ToList();
        var wholes = question.Columns.Select(
            c => c.Share is null
                ? null : Values(c.Metric, question.GroupBy.Where(g => c.Share.Contains(g)).ToArray(), register: false)).ToList();
        var aside = question.Aside is { } unasked ? Values(unasked, question.GroupBy, register: false) : null;
        var rows = new List<(object?[] Cells, object? Hidden, object? Aside)>();
        foreach (var (key, keys) in _groups)
        {
            var cells = question.Columns.Select((column, i) => wholes[i] is not { } whole
                ? values[i](key)
                : Divide(
                    values[i](key),
                    whole(Key(question.GroupBy.Select((g, k) => (g, k)).Where(p => column.Share!.Contains(p.g)).Select(p => keys[p.k])))));
            rows.Add(([.. keys, .. cells], hidden is null ? null : values[^1](key), aside?.Invoke(key)));
        }

        var kept = rows.Where(r => question.Having is not WorldFilter.Leaf having || having.Holds(
            name => (WorldKind.Number, hidden is null
                ? r.Cells[question.GroupBy.Length + Array.FindIndex(question.Columns, c => c.Alias == name)] : r.Hidden),
                question.Zone) == true);
        var answer = kept.ToList();
        answer.Sort((x, y) => Compare((x.Cells, x.Aside), (y.Cells, y.Aside)));
        var left = answer.Skip(question.Offset).Select(r => r.Cells).ToList();
        return question.Limit is { } limit ? left.Take(limit).ToList() : left;
    }

    // A metric that only the order looks at must not change what names mean.
    private void CheckAside()
    {
        if (question.Aside is null)
            return;
        var names = question.GroupBy.Concat(question.Where.SelectMany(f => f.Names)).ToList();
        if (!names.ConvertAll(n => Full(n, _facts)).SequenceEqual(names.ConvertAll(n => Full(n, [.. _facts, .. Facts(question.Aside)]))))
            throw new RefusedException("a name would mean something else");
    }

    private static IEnumerable<WorldFact> Facts(WorldMetric metric) => metric switch
    {
        WorldMetric.Simple simple => [simple.Fact],
        WorldMetric.Nth nth => [nth.Fact],
        WorldMetric.Ratio ratio => Facts(ratio.Upper).Concat(Facts(ratio.Lower)),
        WorldMetric.Derived derived => Facts(derived.A).Concat(Facts(derived.B)),
        _ => [],
    };

    // A name means the same for every fact of the question: e1 by way of e0 where one of them has no e1 of its own.
    private string Full(string name) => _facts.Count > 1 ? Full(name, _facts) : name;

    private string Full(string name, List<WorldFact> facts) =>
        world.IsSnowflake && name.Split("__")[0] == "e1" && facts.Exists(f => !f.Keys.Contains("e1")) ? $"e0__{name}" : name;

    private Func<string, object?> Values(WorldMetric metric, string[] groupBy, bool register)
    {
        switch (metric)
        {
            case WorldMetric.Simple simple:
                var groups = Register(
                    Group(
                        Rows(simple.Fact, simple.Time, simple.Filter),
                        groupBy.Select(g => _names.Cut(simple.Fact, simple.Time, Full(g), Open)).ToList()), register);
                object? Aggregated(string key) => groups.TryGetValue(key, out var rows)
                    ? Arithmetic.Aggregate(simple.Aggregation, rows.Select(r => r.Get(simple.Column))) : null;
                return simple.Filled ? key => Aggregated(key) ?? 0m : Aggregated;
            case WorldMetric.Ratio ratio:
                var (upper, lower) = (Values(ratio.Upper, groupBy, register), Values(ratio.Lower, groupBy, register));
                return key => Divide(upper(key), lower(key));
            case WorldMetric.Derived derived:
                var (a, b) = (Values(derived.A, groupBy, register), Values(derived.B, groupBy, register));
                return key => Arithmetic.Formula(derived.Shape, a(key), b(key));
            case WorldMetric.Nth nth:
                var subjects = Register(Group(Subjects(nth), groupBy.Select(g => OfSubject(nth, Full(g))).ToList()), register);
                return key => subjects.TryGetValue(key, out var spans)
                    ? Statistic(nth.Statistic, spans.Select(s => (double)s["days"]).Order().ToList()) : null;
            default:
                throw new InvalidOperationException(metric.Name);
        }
    }

    private static object? Statistic(string statistic, List<double> days) => statistic switch
    {
        "subjects" => (decimal)days.Count,
        _ when days.Count == 0 => null,
        "mean" => days.Sum() / days.Count,
        _ => Arithmetic.Median(days),
    };

    private WorldName OfSubject(WorldMetric.Nth nth, string name)
    {
        // Where the fact has no e1 of its own, e1 is that of e0.
        var full = world.IsSnowflake && name.Split("__")[0] == "e1" && !nth.Fact.Keys.Contains("e1") ? $"e0__{name}" : name;
        if (!name.StartsWith("metric_time", StringComparison.Ordinal) && full != nth.Entity
            && !full.StartsWith(nth.Entity + "__", StringComparison.Ordinal))
            throw new RefusedException($"{name} is no property of {nth.Entity}");
        return _names.Cut(nth.Fact, nth.Time, name, Open);
    }

    // The row of each subject's first event stands for it: its key and its time are all that is looked at.
    private List<WorldRow> Subjects(WorldMetric.Nth nth)
    {
        var onTime = question.Where.Where(f => f.Names.Any(IsTime)).ToList();
        if (onTime.Any(f => f.Names.Any(n => !IsTime(n))))
            throw new RefusedException("mixed levels");
        var events = nth.Fact.Rows.Where(r => question.Where.Except(onTime).All(f => Holds(f, nth.Fact, nth.Time, r)));
        Check(nth.Fact, nth.Time);
        var subjects = new List<WorldRow>();
        foreach (var of in events.Where(r => r.Get(nth.Entity) is not null && r.Get(nth.Time) is not null).GroupBy(r => (int)r[nth.Entity]))
        {
            var ordered = of.OrderBy(r => r[nth.Time]).ToList();
            if (ordered.Count < nth.N)
                continue;
            var span = WorldNames.Utc(
                nth.Fact, nth.Time, ordered[nth.N - 1])!.Value - WorldNames.Utc(nth.Fact, nth.Time, ordered[0])!.Value;
            var subject = new WorldRow { [nth.Entity] = of.Key, [nth.Time] = ordered[0][nth.Time], ["days"] = span.TotalDays };
            if (InRange(nth.Fact, nth.Time, subject) && onTime.All(f => Holds(f, nth.Fact, nth.Time, subject)))
                subjects.Add(subject);
        }

        return subjects;
    }

    private static bool IsTime(string name) => name.StartsWith("metric_time", StringComparison.Ordinal);

    private List<WorldRow> Rows(WorldFact fact, string clock, WorldCondition? filter)
    {
        Check(fact, clock);
        var authored = filter?.Names.Select(n => _names.Raw(fact, clock, n)).ToList();
        return fact.Rows.Where(r => InRange(fact, clock, r) && question.Where.All(f => Holds(f, fact, clock, r))
            && (filter is null || filter.Holds(authored!.Select(n => n.Of(r)).ToArray()))).ToList();
    }

    // Of the grains that metric_time is grouped by, but none finer than what is known.
    private string Finest(string clock)
    {
        var asked = question.GroupBy.Where(g => IsTime(g) && !g.Contains("extract", StringComparison.Ordinal))
            .Select(g => g == "metric_time" ? Open : g.Split("__")[1]).Select(g => Array.IndexOf(WorldClock.Grains, g)).ToList();
        var data = clock == "day" ? 3 : 0;
        return WorldClock.Grains[asked.Count == 0 || asked.Min() < data ? data : asked.Min()];
    }

    // A name must be there for the fact, also when there is no row to ask it of.
    private void Check(WorldFact fact, string clock)
    {
        foreach (var name in question.Where.SelectMany(f => f.Names))
            _ = _names.Raw(fact, clock, Full(name));
    }

    private bool Holds(WorldFilter filter, WorldFact fact, string clock, WorldRow row) => filter.Holds(
        name =>
        {
            var found = _names.Raw(fact, clock, Full(name));
            return (found.Kind, found.Of(row));
        },
        question.Zone) == true;

    private bool InRange(WorldFact fact, string clock, WorldRow row)
    {
        (DateTime? Start, DateTime? End)? range = question.Constraint is var (first, last)
            ? WorldClock.Widened(first, last, Finest(clock)) is var (from, until) ? (from, until) : null
            : question.Range;
        if (range is not var (start, end))
            return true;
        var time = _names.Raw(fact, clock, "metric_time");
        // Of a local time that comes twice a span begins at the first and ends at the second.
        int? Beside(DateTime bound, bool later) => time.Of(row) switch
        {
            null => null,
            DateOnly day => day.ToDateTime(default).CompareTo(bound),
            DateTime at => at.CompareTo(time.Kind == WorldKind.Local ? bound : WorldClock.ToUtc(bound, question.Zone, later)),
            var other => throw new InvalidOperationException(other.ToString()),
        };
        return (start is null || Beside(start.Value, later: false) >= 0) && (end is null || Beside(end.Value, later: true) < 0);
    }

    private Dictionary<string, (object?[] Keys, List<WorldRow> Rows)> Group(List<WorldRow> rows, List<WorldName> names)
    {
        var groups = new Dictionary<string, (object?[], List<WorldRow>)>();
        if (names.Count == 0)
            groups[""] = ([], rows);
        else
        {
            foreach (var row in rows)
            {
                var keys = names.Select(n => n.Of(row)).ToArray();
                if (!groups.TryGetValue(Key(keys), out var group))
                    groups[Key(keys)] = group = (keys, []);
                group.Item2.Add(row);
            }
        }

        return groups;
    }

    private Dictionary<string, List<WorldRow>> Register(Dictionary<string, (object?[] Keys, List<WorldRow> Rows)> groups, bool register)
    {
        foreach (var (key, group) in register ? groups : [])
            _groups[key] = group.Keys;
        return groups.ToDictionary(g => g.Key, g => g.Value.Rows);
    }

    private static string Key(IEnumerable<object?> keys) =>
        string.Concat(keys.Select(k => k is null ? "~|" : $"={Cells.Text(k, default)}|"));

    private static object? Divide(object? upper, object? lower) => Arithmetic.Divide(upper, lower);

    private int Compare((object?[] Cells, object? Aside) x, (object?[] Cells, object? Aside) y)
    {
        foreach (var (name, descending) in question.OrderBy)
        {
            if (Arithmetic.Order(Ordered(x, name), Ordered(y, name), descending) is var order and not 0)
                return order;
        }

        return Enumerable.Range(0, question.GroupBy.Length).Select(i => Arithmetic.Order(x.Cells[i], y.Cells[i], descending: false))
            .FirstOrDefault(o => o != 0);
    }

    private object? Ordered((object?[] Cells, object? Aside) row, string name)
    {
        object? Key(string of) => row.Cells[Array.IndexOf(question.GroupBy, of)];
        if (Array.IndexOf(question.GroupBy, name) is var key and >= 0)
            return row.Cells[key];
        if (Array.FindIndex(question.Columns, c => c.Alias == name) is var column and >= 0)
            return row.Cells[question.GroupBy.Length + column];
        if (name == question.Aside?.Name)
            return row.Aside;
        if (name.StartsWith("e0__", StringComparison.Ordinal))
        {
            var of = Key("e0") is decimal number && world.Dimensions["e0"].TryGetValue((int)number, out var found) ? found : null;
            return name switch
            {
                "e0__label" => of?.Get("label"),
                "e0__rank" => of?.Get("rank") is int rank ? (decimal)rank : null,
                _ => of?.Get("born") is DateOnly born ? (decimal)born.Year : null,
            };
        }

        return Key("metric_time__day") is not DateOnly day ? null
            : name == "metric_time__month" ? WorldClock.Day("month", day.ToDateTime(default))
            : WorldClock.Part(name.Split("extract_")[1], day.ToDateTime(default));
    }
}
