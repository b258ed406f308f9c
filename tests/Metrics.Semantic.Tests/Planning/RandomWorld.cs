using System.Globalization;
using System.Text;

namespace Metrics.Semantic.Tests.Planning;

/// <summary>A row: values by column, absent for null.</summary>
internal sealed class WorldRow : Dictionary<string, object>
{
    public object? Get(string column) => TryGetValue(column, out var value) ? value : null;
}

/// <summary>A fact of the world.</summary>
/// <param name="Name">The table: <c>f0</c>.</param>
/// <param name="Entity">Its own entity: <c>t0</c>.</param>
/// <param name="Keys">The entities it leads to.</param>
/// <param name="Zone">The zone of its local times.</param>
internal sealed record WorldFact(string Name, string Entity, string[] Keys, string Zone, List<WorldRow> Rows);

/// <summary>Small tables of every kind of trouble, and a catalog over them, from one seed.</summary>
internal sealed class RandomWorld
{
    public static readonly string[] Zones = ["UTC", "Europe/Madrid", "America/New_York", "Asia/Kolkata"];

    private static readonly string[] _words = ["a", "B", "é", "Z", "a'b", "100%", "x_y", "\\", ""];
    private readonly Random _random;

    public RandomWorld(int seed)
    {
        _random = new Random(seed);
        IsSnowflake = _random.Next(2) == 0;
        Dimensions["e0"] = Enumerable.Range(1, _random.Next(6)).ToDictionary(i => i, i => Dimension(i));
        Dimensions["e1"] = Enumerable.Range(1, _random.Next(5)).ToDictionary(i => i, i => Dimension(i));
        for (var i = 0; i < _random.Next(1, 3); i++)
        {
            string[] keys = _random.Next(4) switch { 0 => ["e0"], 1 when !IsSnowflake => ["e1"], _ => ["e0", "e1"] };
            var rows = Enumerable.Range(1, _random.Next(5) == 0 ? 0 : _random.Next(1, 60)).Select(Row).ToList();
            Facts.Add(new WorldFact($"f{i}", $"t{i}", keys, Pick(Zones), rows));
        }

        WorldMetrics.Add(this, _random);
    }

    /// <summary>True when <c>e0</c>'s table leads on to <c>e1</c>'s.</summary>
    public bool IsSnowflake { get; }

    public Dictionary<string, Dictionary<int, WorldRow>> Dimensions { get; } = [];

    public List<WorldFact> Facts { get; } = [];

    public List<WorldMetric> Metrics { get; } = [];

    public string Sql()
    {
        var sql = new StringBuilder();
        foreach (var (entity, rows) in Dimensions)
            Table(sql, $"d_{entity}", $"{entity} int primary key, label text, rank int, born date, e1_key int", rows.Values);
        foreach (var fact in Facts)
        {
            Table(sql, fact.Name,
                "id bigint primary key, e0 int, e1 int, amount numeric(12,2), units int, ratio double precision, flag boolean, cat text, "
                    + "at timestamp, moment timestamptz, day date",
                fact.Rows);
        }

        return sql.ToString();
    }

    public string Yaml()
    {
        var yaml = new StringBuilder("semantic_models:\n");
        foreach (var entity in Dimensions.Keys)
        {
            var onward = entity == "e0" && IsSnowflake ? ", {name: e1, type: foreign, expr: e1_key}" : "";
            yaml.Append(CultureInfo.InvariantCulture, $$$"""
                  - name: d_{{{entity}}}
                    model: ref('d_{{{entity}}}')
                    entities: [{name: {{{entity}}}, type: primary}{{{onward}}}]
                    dimensions: [{name: label, type: categorical}, {name: rank, type: categorical},
                      {name: born, type: time, type_params: {time_granularity: day}}]

                """);
        }

        foreach (var fact in Facts)
            WorldMetrics.Write(yaml, this, fact);
        yaml.Append("metrics:\n");
        foreach (var metric in Metrics)
            metric.Write(yaml);
        return yaml.ToString();
    }

    private WorldRow Dimension(int key)
    {
        var row = new WorldRow();
        Set(row, "label", Pick(_words));
        Set(row, "rank", _random.Next(4));
        Set(row, "born", DateOnly.FromDateTime(Time()));
        Set(row, "e1_key", _random.Next(1, 7));
        row["key"] = key;
        return row;
    }

    private WorldRow Row(int id)
    {
        var row = new WorldRow { ["id"] = id };
        Set(row, "e0", _random.Next(1, 8));
        Set(row, "e1", _random.Next(1, 7));
        Set(row, "amount", _random.Next(-500, 2000) / 100m);
        Set(row, "units", _random.Next(-2, 6));
        Set(row, "ratio", _random.Next(-8, 32) / 8.0);
        Set(row, "flag", _random.Next(2) == 0);
        Set(row, "cat", Pick(_words));
        Set(row, "at", Time());
        Set(row, "moment", Time());
        Set(row, "day", DateOnly.FromDateTime(Time()));
        return row;
    }

    // Around the nights when clocks change, the ends of years, and anywhere else.
    private DateTime Time()
    {
        var near = Pick(
            [new DateTime(2025, 12, 31, 20, 0, 0), new(2026, 3, 8, 4, 0, 0), new(2026, 3, 29, 0, 0, 0), new(2026, 10, 25, 0, 0, 0),
                new(2026, 11, 1, 3, 0, 0), new(2026, 6, 15, 0, 0, 0)]);
        return _random.Next(3) == 0
            ? near.AddDays(_random.Next(-40, 40)).AddSeconds(_random.Next(86400))
            : near.AddMinutes(_random.Next(-6, 16) * 30);
    }

    private void Set(WorldRow row, string column, object value)
    {
        if (_random.Next(6) > 0)
            row[column] = value;
    }

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];

    private static void Table(StringBuilder sql, string name, string columns, IEnumerable<WorldRow> rows)
    {
        sql.Append(CultureInfo.InvariantCulture, $"create table store.{name}_v1 ({columns});\n");
        var names = columns.Split(", ").Select(c => c.Split(' ')[0]).ToList();
        foreach (var row in rows)
        {
            var values = names.Select((n, i) => Literal(row.Get(i == 0 && row.ContainsKey("key") ? "key" : n), n));
            sql.Append(CultureInfo.InvariantCulture, $"insert into store.{name}_v1 values ({string.Join(", ", values)});\n");
        }
    }

    private static string Literal(object? value, string column) => value switch
    {
        null => "null",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        bool flag => flag ? "true" : "false",
        DateOnly day => $"'{day:yyyy-MM-dd}'",
        DateTime time => $"'{WorldClock.Text(time)}{(column == "moment" ? "Z" : "")}'",
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };
}
