using System.Globalization;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Tests.Shapes;

/// <summary>Answers a question over a random schema row by row, or says with which codes it must be refused.</summary>
internal sealed class ShapeBruteForce(Names names, ShapeQuestion question)
{
    private readonly HashSet<string> _codes = [];
    private readonly Dictionary<string, object?[]> _groups = [];

    public IReadOnlyCollection<string> Codes => _codes;

    /// <summary>The rows as texts in any order; null when the question must be refused.</summary>
    public List<string>? Answer()
    {
        var values = new Dictionary<SimpleOf, Dictionary<string, object?>>();
        foreach (var part in question.Metrics.SelectMany(m => m.Parts).Distinct())
            values[part] = Values(part);
        if (_codes.Count > 0)
            return null;
        if (question.GroupBy.Count == 0)
            _groups[""] = [];
        return [.. _groups.Select(
            g => string.Join(" | ", g.Value.Select(Text).Concat(question.Metrics.Select(m => Text(Metric(m, values, g.Key))))))];
    }

    public static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        string text => text,
        // As many digits as any way of adding up agrees on.
        var number => Convert.ToDouble(number, CultureInfo.InvariantCulture) is var d && Math.Abs(d) < 1e-12
            ? "0" : d.ToString("G9", CultureInfo.InvariantCulture),
    };

    private static object? Metric(AskedMetric metric, Dictionary<SimpleOf, Dictionary<string, object?>> values, string key)
    {
        object? Of(SimpleOf part) => values[part].GetValueOrDefault(key);
        if (metric.Second is null)
            return Of(metric.First);
        if (Of(metric.First) is not { } a || Of(metric.Second) is not { } b)
            return null;
        var (x, y) = (Convert.ToDouble(a, CultureInfo.InvariantCulture), Convert.ToDouble(b, CultureInfo.InvariantCulture));
        return metric.Operator == '-' ? x - y : y == 0 ? null : x / y;
    }

    private Dictionary<string, object?> Values(SimpleOf metric)
    {
        var fact = metric.Fact;
        var keys = question.GroupBy.Select(g => Cut(fact, g)).ToList();
        var conditions = question.Where.Select(w => Condition(fact, w)).ToList();
        if (keys.Contains(null) || conditions.Contains(null))
            return [];
        var rows = fact.Rows.Where(r => Filtered(metric, r) && InConstraint(r) && conditions.TrueForAll(c => c!(r))).ToList();
        var groups = new Dictionary<string, List<Row>>();
        if (keys.Count == 0)
            groups[""] = [];
        if (metric.LastOf is { } last)
            rows = Last(rows, fact, last);
        foreach (var row in rows)
        {
            var cells = keys.Select(k => k!(row)).ToArray();
            var key = string.Join("|", cells.Select(c => c is null ? "~" : "=" + Text(c)));
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = [];
            group.Add(row);
            _groups[key] = cells;
        }

        return groups.ToDictionary(g => g.Key, g => Aggregate(metric, g.Value));
    }

    // The last day's rows: of each of an entity, and of each period when the question is cut by time.
    private List<Row> Last(List<Row> rows, Table fact, string entity)
    {
        var column = fact.Keys.Find(k => k.Name == entity)?.Column;
        var times = question.GroupBy.Where(
            g => g.StartsWith("metric_time", StringComparison.Ordinal)
                || g.StartsWith($"{fact.Primary}__at", StringComparison.Ordinal)).Select(g => Cut(fact, g)!).ToList();
        string Window(Row r) => string.Join("|", times.Select(t => Text(t(r))).Prepend(column is null ? "" : Text(r.Get(column))));
        return rows.Where(r => r.ContainsKey("at")).GroupBy(Window)
            .SelectMany(g => g.Where(r => (DateOnly)r["at"] == g.Max(x => (DateOnly)x["at"]))).ToList();
    }

    private bool Filtered(SimpleOf metric, Row row) =>
        metric.Filter is not var (name, value)
            || (names.Find(metric.Fact, name).Meaning!.Of(row) is { } found && Text(found) == Text(value));

    private bool InConstraint(Row row)
    {
        if (question.Constraint is not var (from, to))
            return true;
        var asked = question.GroupBy.Where(
            g => g.StartsWith("metric_time", StringComparison.Ordinal) && !g.Contains("extract", StringComparison.Ordinal)).ToList();
        var grain = asked.Count == 0 || asked.Contains("metric_time") ? "day" : asked.Contains("metric_time__week") ? "week" : "month";
        return row.Get("at") is DateOnly at && from <= to && at >= Truncate(grain, from) && Truncate(grain, at) <= Truncate(grain, to);
    }

    private Func<Row, object?>? Cut(Table fact, string text)
    {
        var parts = text.Split("__").ToList();
        var suffix = parts[^1] is "month" or "week" or "hour" or "extract_dow" or "extract_day" ? parts[^1] : null;
        var bare = suffix is null ? text : string.Join("__", parts[..^1]);
        var of = bare == "metric_time" ? r => r.Get("at") : Find(fact, bare)?.Of;
        if (of is null)
            return null;
        if (suffix == "hour")
            _codes.Add("Q220");
        return suffix switch
        {
            null => of,
            "extract_dow" => r => of(r) is DateOnly day ? day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek : null,
            "extract_day" => r => of(r) is DateOnly day ? day.Day : null,
            "hour" => null,
            _ => r => of(r) is DateOnly day ? Truncate(suffix, day) : null,
        };
    }

    private Func<Row, bool>? Condition(Table fact, Asked asked)
    {
        if (asked.Metric is var (metric, entity))
            return ByMetric(fact, metric, entity, (decimal)asked.Value!);
        var of = asked.Name == "metric_time" ? r => r.Get("at") : Find(fact, asked.Name)?.Of;
        if (of is null)
            return null;
        return row => (asked.Operator, of(row)) switch
        {
            ("is null", var any) => any is null,
            ("is not null", var any) => any is not null,
            (_, null) => false,
            ("=", { } value) => Compare(value, asked.Value!) == 0,
            ("<>", { } value) => Compare(value, asked.Value!) != 0,
            ("<", { } value) => Compare(value, asked.Value!) < 0,
            (_, { } value) => Compare(value, asked.Value!) >= 0,
        };
    }

    // The metric for each of the entity, whatever the question's own conditions are.
    private Func<Row, bool>? ByMetric(Table fact, SimpleOf metric, string entity, decimal limit)
    {
        var (inner, innerCode) = names.Find(metric.Fact, entity);
        var (outer, outerCode) = names.Find(fact, entity);
        _codes.UnionWith(new[] { innerCode, outerCode }.OfType<string>());
        if (inner is null || outer is null)
            return null;
        var rows = metric.Fact.Rows.Where(r => Filtered(metric, r)).ToList();
        if (metric.LastOf is { } last)
            rows = new ShapeBruteForce(names, question).Last(rows, metric.Fact, last, cut: false);
        var values = rows.Where(r => inner.Of(r) is not null).GroupBy(r => Text(inner.Of(r)))
            .ToDictionary(g => g.Key, g => Aggregate(metric, [.. g]));
        return row => outer.Of(row) is { } key && values.GetValueOrDefault(Text(key)) is { } value
            && Convert.ToDecimal(value, CultureInfo.InvariantCulture) > limit;
    }

    private List<Row> Last(List<Row> rows, Table fact, string entity, bool cut)
    {
        if (cut)
            return Last(rows, fact, entity);
        var column = fact.Keys.Find(k => k.Name == entity)?.Column;
        return rows.Where(r => r.ContainsKey("at")).GroupBy(r => column is null ? "" : Text(r.Get(column)))
            .SelectMany(g => g.Where(r => (DateOnly)r["at"] == g.Max(x => (DateOnly)x["at"]))).ToList();
    }

    // The same for every fact of the question, or refused.
    private Meaning? Find(Table fact, string name)
    {
        var full = name;
        if (question.Facts.Count > 1)
        {
            var each = question.Facts.ConvertAll(f => names.Candidates(f, name));
            if (each.TrueForAll(c => c.Count > 0))
            {
                var common = each.Aggregate<IEnumerable<string>>((a, b) => a.Intersect(b)).ToList();
                var shortest = common.Where(c => c.Split("__").Length == common.Min(x => x.Split("__").Length)).ToList();
                if (shortest.Count != 1)
                {
                    _codes.Add("Q211");
                    return null;
                }

                full = shortest[0];
            }
        }

        var (meaning, code) = names.Find(fact, full);
        if (code is not null)
            _codes.Add(code);
        return meaning;
    }

    private static object? Aggregate(SimpleOf metric, List<Row> rows)
    {
        var numbers = rows.Select(r => r.Get("amount")).OfType<int>().Order().ToList();
        return metric.Aggregation switch
        {
            "count" => rows.Count,
            "count_distinct" => rows.Select(r => r.Get("cat")).OfType<string>().Distinct().Count(),
            "sum_boolean" => rows.Count == 0 ? null : rows.Count(r => r.Get("flag") is true),
            _ when numbers.Count == 0 => null,
            "sum" => numbers.Sum(),
            "average" => numbers.Average(),
            "min" => numbers[0],
            "max" => numbers[^1],
            "median" => (numbers[(numbers.Count - 1) / 2] + numbers[numbers.Count / 2]) / 2.0,
            // The first value that so large a share of the rows does not exceed.
            _ => numbers[(int)Math.Ceiling(metric.Share * numbers.Count) - 1],
        };
    }

    private static DateOnly Truncate(string grain, DateOnly day) => grain switch
    {
        "month" => new DateOnly(day.Year, day.Month, 1),
        "week" => day.AddDays(day.DayOfWeek == DayOfWeek.Sunday ? -6 : 1 - (int)day.DayOfWeek),
        _ => day,
    };

    private static int Compare(object a, object b) =>
        a is string text ? string.CompareOrdinal(text, (string)b) : ((IComparable)a).CompareTo(b);
}
