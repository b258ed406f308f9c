using System.Globalization;
using System.Text.Json;

namespace Metrics.Semantic.Tests.Shapes;

/// <summary>A condition of a question on a name, or on a metric by an entity.</summary>
internal sealed record Asked(string Text, string Name, string Operator, object? Value, (SimpleOf Metric, string Entity)? Metric);

/// <summary>A question over a random schema.</summary>
internal sealed class ShapeQuestion
{
    private readonly Random _random;
    private readonly RandomSchema _schema;
    private readonly Names _names;

    public ShapeQuestion(RandomSchema schema, Names names, int seed)
    {
        (_schema, _names, _random) = (schema, names, new Random(seed));
        var first = Pick(schema.Metrics);
        Metrics = [first, .. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(schema.Metrics)).Where(m => m != first).Distinct()];
        Facts = Metrics.SelectMany(m => m.Parts).Select(p => p.Fact).Distinct().ToList();
        GroupBy = Enumerable.Range(0, _random.Next(4)).Select(_ => Cut()).Distinct().ToList();
        Where = Enumerable.Range(0, _random.Next(3)).Select(_ => Condition()).ToList();
        if (_random.Next(4) == 0)
            Constraint = (RandomSchema.FirstDay.AddDays(_random.Next(40)), RandomSchema.FirstDay.AddDays(_random.Next(10, 70)));
    }

    public List<AskedMetric> Metrics { get; }

    public List<Table> Facts { get; }

    public List<string> GroupBy { get; }

    public List<Asked> Where { get; }

    public (DateOnly From, DateOnly To)? Constraint { get; }

    public string Json()
    {
        var body = new Dictionary<string, object>
        {
            ["metrics"] = Metrics.Select(m => m.Name), ["group_by"] = GroupBy, ["where"] = Where.Select(w => w.Text),
        };
        if (Constraint is var (from, to))
            body["time_constraint"] = new[] { Day(from), Day(to) };
        return JsonSerializer.Serialize(body);
    }

    private string Cut()
    {
        var name = _random.Next(5) == 0
            ? Pick(["metric_time", "metric_time__month", "metric_time__week", "metric_time__extract_dow"]) : Name();
        if (name.StartsWith("metric_time", StringComparison.Ordinal))
            return name;
        var isTime = _names.Find(Facts[0], name).Meaning?.Type == 'd';
        return isTime && _random.Next(2) == 0 ? name + Pick(["__month", "__extract_day", "__week"]) : _random.Next(60) == 0 && isTime
            ? name + "__hour" : name;
    }

    // Mostly what all facts have in common, by a full name or by the end of one; sometimes anything.
    private string Name()
    {
        if (_random.Next(30) == 0)
            return Pick(["e0__label", "e1__size", "t0__cat", "t1__cat", "e0__cat", "e9__label", "u0", "e1", "e0__nothing", "nothing"]);
        var common = Facts.Select(f => _names.Of(f).Where(n => n.Value.Count == 1 && n.Value[0].Refusal is null).Select(n => n.Key))
            .Aggregate((a, b) => a.Intersect(b)).ToList();
        if (common.Count == 0)
            return "metric_time";
        var name = Pick(common);
        var parts = name.Split("__");
        return parts.Length > 2 && _random.Next(3) == 0 ? string.Join("__", parts[1..]) : name;
    }

    private Asked Condition()
    {
        if (_random.Next(5) == 0)
        {
            var (metric, entity) = (Pick(_schema.Simple), $"e{_random.Next(3)}");
            var limit = _random.Next(-2, 8);
            var form = $"{{{{ Metric('{metric.Name}', group_by=['{entity}']) }}}} > {limit}";
            return new Asked(form, entity, ">", (decimal)limit, (metric, entity));
        }

        var name = Name();
        if (name == "metric_time")
            return Of("metric_time", ">=", RandomSchema.FirstDay.AddDays(_random.Next(70)));
        return Facts.Select(f => _names.Find(f, name).Meaning?.Type).FirstOrDefault(t => t is not null) switch
        {
            't' => Of(name, Pick(["=", "<>", "is null", "is not null"]), Pick(["a", "b", "c"])),
            'd' => Of(name, Pick(["<", ">=", "is null"]), RandomSchema.FirstDay.AddDays(_random.Next(60))),
            null => Of(name, "is not null", ""),
            _ => Of(name, Pick(["=", "<>", "<", ">=", "is not null"]), _random.Next(1, 5)),
        };
    }

    private static Asked Of(string name, string operation, object value)
    {
        var literal = value switch { string text => $"'{text}'", DateOnly day => $"'{Day(day)}'", _ =>
            Convert.ToString(value, CultureInfo.InvariantCulture) };
        return operation.StartsWith("is", StringComparison.Ordinal) ? new Asked($"{name} {operation}", name, operation, null, null)
            : new Asked($"{name} {operation} {literal}", name, operation, value, null);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
