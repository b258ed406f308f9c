using System.Globalization;
using System.Text;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Tests.Planning;

/// <summary>A metric of the world: how the catalog spells it, and what the brute force needs to compute it.</summary>
internal abstract record WorldMetric(string Name)
{
    public abstract void Write(StringBuilder yaml);

    /// <summary>True when its values are whole or decimal numbers, so that equal ones are equal.</summary>
    public virtual bool IsExact => false;

    public sealed record Simple(
        string Name, WorldFact Fact, string Measure, string Aggregation, string Column, string Time, WorldCondition? Filter,
        bool Filled) : WorldMetric(Name)
    {
        public override bool IsExact => Aggregation is "count" or "count_distinct" or "sum_boolean"
            || (Aggregation is "sum" or "min" or "max" or "average" && Column is "amount" or "units");

        public override void Write(StringBuilder yaml) => yaml.Append(CultureInfo.InvariantCulture,
            $"  - {{name: {Name}, type: simple, type_params: {{measure: {{name: "
            + $"{Measure}{(Filled ? ", fill_nulls_with: 0" : "")}}}}}{(Filter is null ? "" : $", filter: \"{Filter.Sql}\"")}}}\n");
    }

    public sealed record Ratio(string Name, WorldMetric Upper, WorldMetric Lower) : WorldMetric(Name)
    {
        public override bool IsExact => Upper.IsExact && Lower.IsExact;

        public override void Write(StringBuilder yaml) => yaml.Append(CultureInfo.InvariantCulture,
            $"  - {{name: {Name}, type: ratio, type_params: {{numerator: {Upper.Name}, denominator: {Lower.Name}}}}}\n");
    }

    public sealed record Derived(string Name, WorldMetric A, WorldMetric B, int Shape) : WorldMetric(Name)
    {
        public static readonly string[] Shapes =
            ["a - b", "a + b * 2 - a", "coalesce(a, 0) - coalesce(b, 1)", "a / b", "(a + b) / (a - b)", "-a * 3", "nullif(a, b)",
                "abs(a - b) * 0.5"];

        public override bool IsExact => A.IsExact && B.IsExact;

        public override void Write(StringBuilder yaml) => yaml.Append(CultureInfo.InvariantCulture,
            $"  - {{name: {Name}, type: derived, type_params: {{expr: \"{Shapes[Shape]}\", metrics: [{{name: {A.Name}, alias: a}}, "
            + $"{{name: {B.Name}, alias: b}}]}}}}\n");
    }

    public sealed record Nth(string Name, WorldFact Fact, string Entity, string Time, int N, string Statistic) : WorldMetric(Name)
    {
        public override bool IsExact => Statistic == "subjects";

        // With its model, not among the metrics.
        public override void Write(StringBuilder yaml)
        {
        }
    }
}

/// <summary>An author's condition, as SQL and as what it means.</summary>
internal sealed record WorldCondition(string Sql, string[] Names, Func<object?[], bool> Holds);

/// <summary>Makes metrics of all kinds and writes the models they stand on.</summary>
internal static class WorldMetrics
{
    private static readonly (string Aggregation, string Column)[] _measures =
    [
        ("count", "id"), ("count", "amount"), ("sum", "amount"), ("sum", "units"), ("sum", "ratio"), ("average", "amount"),
        ("average", "units"), ("min", "amount"),
        ("max", "units"), ("median", "ratio"), ("median", "units"), ("count_distinct", "cat"), ("count_distinct", "e0"),
        ("sum_boolean", "flag"),
    ];

    public static void Add(RandomWorld world, Random random)
    {
        foreach (var fact in world.Facts)
        {
            foreach (var (aggregation, column) in _measures)
            {
                var measure = $"{fact.Name}_{aggregation}_{column}";
                var filter = random.Next(3) == 0 ? Condition(fact, random) : null;
                world.Metrics.Add(
                    new WorldMetric.Simple(
                        $"m_{measure}", fact, measure, aggregation, column, Time(fact, measure), filter, random.Next(5) == 0));
            }
        }

        var simple = world.Metrics.ToList();
        for (var i = 0; i < 6; i++)
            world.Metrics.Add(new WorldMetric.Ratio($"r{i}", simple[random.Next(simple.Count)], simple[random.Next(simple.Count)]));
        for (var i = 0; i < 8; i++)
            world.Metrics.Add(
                new WorldMetric.Derived($"x{i}", world.Metrics[random.Next(simple.Count + 3)], simple[random.Next(simple.Count)], i));
        foreach (var fact in world.Facts)
        {
            foreach (var (statistic, i) in new[] { "mean", "median", "subjects" }.Select((s, i) => (s, i)))
                world.Metrics.Add(
                    new WorldMetric.Nth(
                        $"n_{fact.Name}_{i}", fact, fact.Keys[0], new[] { "at", "moment", "day" }[i], random.Next(2, 4), statistic));
        }
    }

    public static void Write(StringBuilder yaml, RandomWorld world, WorldFact fact)
    {
        var keys = string.Concat(fact.Keys.Select(k => $", {{name: {k}, type: foreign}}"));
        yaml.Append(CultureInfo.InvariantCulture, $$$"""
              - name: {{{fact.Name}}}
                model: ref('{{{fact.Name}}}')
                entities: [{name: {{{fact.Entity}}}, type: primary, expr: id}{{{keys}}}]
                dimensions:
                  - {name: cat, type: categorical}
                  - {name: flag, type: categorical}
                  - {name: units, type: categorical}
                  - {name: at, type: time, type_params: {time_granularity: second}}
                  - {name: moment, type: time, type_params: {time_granularity: second}}
                  - {name: on_day, type: time, expr: day, type_params: {time_granularity: day}}
                measures:

            """);
        foreach (var (aggregation, column) in _measures)
        {
            var measure = $"{fact.Name}_{aggregation}_{column}";
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"      - {{name: {measure}, agg: {aggregation}, expr: {column}, agg_time_dimension: {Name(Time(fact, measure))}}}\n");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"    config: {{meta: {{metrics: {{time_zone: {fact.Zone}, metrics: [");
        yaml.AppendJoin(", ", world.Metrics.OfType<WorldMetric.Nth>().Where(m => m.Fact == fact).Select(m =>
            $"{{name: {m.Name}, kind: time_to_nth_event, entity: {m.Entity}, time_dimension: {Name(m.Time)}, n: {m.N}, statistic: "
            + $"{m.Statistic}}}"));
        yaml.Append("]}}}\n");
    }

    /// <summary>A column of days is a dimension of another name, since a grain's word is none.</summary>
    private static string Name(string time) => time == "day" ? "on_day" : time;

    // Spread over the three clocks, the same for one measure whenever it is asked.
    private static string Time(WorldFact fact, string measure) =>
        new[] { "at", "at", "moment", "day" }[(measure.Length + fact.Zone.Length) % 4];

    private static WorldCondition Condition(WorldFact fact, Random random) => random.Next(4) switch
    {
        0 => new WorldCondition(
            $"{{{{ Dimension('{fact.Entity}__cat') }}}} in ('a', 'B')", [$"{fact.Entity}__cat"], v => v[0] is "a" or "B"),
        1 => new WorldCondition($"{{{{ Dimension('{fact.Entity}__flag') }}}} -- flagged", [$"{fact.Entity}__flag"], v => v[0] is true),
        2 => new WorldCondition(
            $"{{{{ Dimension('{fact.Keys[0]}__rank') }}}} > 1 or {{{{ Dimension('{fact.Entity}__units') }}}} is null",
            [$"{fact.Keys[0]}__rank", $"{fact.Entity}__units"],
            v => v[0] is decimal and > 1 || v[1] is null),
        _ => new WorldCondition($"not {{{{ Entity('{fact.Keys[0]}') }}}} = 1", [fact.Keys[0]], v => v[0] is decimal and not 1),
    };
}
