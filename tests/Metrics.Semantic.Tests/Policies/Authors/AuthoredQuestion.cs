using System.Globalization;
using System.Text.Json;

namespace Metrics.Semantic.Tests.Policies.Authors;

/// <summary>Questions over an authored world as somebody asks who has seen all its names, and misspells some.</summary>
internal sealed class AuthoredQuestion(AuthoredWorld world, Random random)
{
    private static readonly string[] _comparisons =
        ["= 'a'", "<> 'B'", "in ('a', 'b', 'ES')", "not in ('a', 'x_y')", "is null", "is not null", "like '%a%'", "ilike '%B%'"];

    /// <summary>The body of a question.</summary>
    public string Next()
    {
        var metrics = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(world.Metrics.ToArray())).ToList();
        // Mostly of one model, or most would be refused.
        if (random.Next(4) > 0)
            metrics.RemoveAll(m => m.Model != metrics[0].Model);
        metrics = metrics.Distinct().ToList();
        var model = world.Model(metrics[0].Model);
        var names = (random.Next(8) == 0 ? world.Models.SelectMany(m => world.NamesFrom(m, true)) : world.NamesFrom(model, true)).ToArray();
        var groups = Enumerable.Range(0, random.Next(3)).Select(_ => Group(Pick(names), model)).Distinct().ToArray();
        var columns = metrics.Select((m, i) => (m.Name, m.Type, Share: m.Type != ValueKind.Text && random.Next(5) == 0
            ? groups.Where(_ => random.Next(2) == 0).ToArray() : null, Alias: $"v{i}")).ToList();
        var where = Enumerable.Range(0, random.Next(3)).Select(_ => Where(names)).ToList();
        if (random.Next(6) == 0 && columns.Find(c => c is { Share: null, Type: ValueKind.Whole }) is { Name: { } counted })
            where.Add($"{counted} {Pick([">", "<=", "="])} {random.Next(4)}");
        var body = new Dictionary<string, object>
        {
            ["metrics"] = columns.Select(c => c.Share is null
                ? new Dictionary<string, object> { ["name"] = Spelled(c.Name), ["as"] = c.Alias }
                : new Dictionary<string, object> { ["name"] = c.Name, ["as"] = c.Alias, ["share_of"] = c.Share.Length == 0 ? "total"
                    : c.Share }),
            ["group_by"] = groups,
            ["where"] = where,
            ["order_by"] = columns.Where(c => c.Share is null).Select(c => c.Alias).Concat(groups).Where(_ => random.Next(3) == 0)
                .Select(n => random.Next(2) == 0 ? $"-{n}" : n),
        };
        if (model.Time is not null && random.Next(4) == 0)
            body["time_range"] = new Dictionary<string, string> { ["start"] = $"2026-0{random.Next(1, 4)}-01",
                ["end"] = $"2026-0{random.Next(4, 7)}-01" };
        if (random.Next(3) == 0)
            body["limit"] = random.Next(1, 6);
        return JsonSerializer.Serialize(body);
    }

    /// <summary>A dimension to ask the values of, and what to look for in them.</summary>
    public (string Dimension, string? Search) Values()
    {
        var all = world.Models.SelectMany(m => m.Members.Where(x => x.Kind == MemberKind.Dimension)
            .Select(x => $"{m.Primary.Name}__{x.Name}")).ToArray();
        return (Spelled(Pick(all)), random.Next(3) == 0 ? Pick(["a", "'", "%", "_", "b"]) : null);
    }

    private string Group(NameUse name, AuthoredModel model) =>
        model.Time is not null && random.Next(8) == 0 ? Pick(["metric_time__month", "metric_time__year", "metric_time__day"])
        : name.Type == ValueKind.Time ? $"{name.Text}__{Pick(["month", "quarter"])}"
        : Spelled(name.Text);

    private string Where(NameUse[] names)
    {
        var name = Pick(names);
        return name.Type switch
        {
            ValueKind.Time => $"{name.Text} >= '2026-0{random.Next(1, 6)}-01'",
            ValueKind.Whole => string.Create(CultureInfo.InvariantCulture,
                $"{Spelled(name.Text)} {Pick(["=", "<>", "<", ">="])} {random.Next(4)}"),
            ValueKind.Flag => $"{name.Text} = {Pick(["true", "false"])}",
            _ => $"{Spelled(name.Text)} {Pick(_comparisons)}",
        };
    }

    // What is near a hidden name must not be told it.
    private string Spelled(string name) => random.Next(25) == 0 ? name[..^1] : name;

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];
}
