using System.Globalization;
using System.Text;

namespace Metrics.Semantic.Tests.Shapes;

/// <summary>
/// Stars and snowflakes with every trouble: null keys, orphans, empty tables, partitions, versions, one entity in several tables.
/// </summary>
internal sealed class RandomSchema
{
    public static readonly DateOnly FirstDay = new(2026, 1, 1);

    private static readonly string[] _words = ["a", "b", "c", "é"];
    private static readonly (string Aggregation, string Column)[] _aggregates =
        [("count", "1"), ("sum", "amount"), ("sum", "amount"), ("average", "amount"), ("min", "amount"), ("max", "amount"),
            ("count_distinct", "cat"), ("median", "amount"), ("percentile", "amount"), ("sum_boolean", "flag")];

    private readonly Random _random;

    public RandomSchema(int seed)
    {
        _random = new Random(seed);
        var entities = _random.Next(2, 5);
        for (var i = 0; i < entities; i++)
            Tables.Add(Home(i, entities));
        for (var i = 0; i < entities; i++)
        {
            // A second table about the same thing: what both call "label" has two meanings.
            if (_random.Next(4) == 0 && !Tables[i].IsPartitioned && !Tables[i].IsVersioned)
                Tables.Add(Extra(i));
        }

        for (var i = 0; i < _random.Next(1, 4); i++)
            Tables.Add(Fact(i, entities));
        foreach (var fact in Facts)
            AddMetrics(fact);
        for (var i = 0; i < 4; i++)
            Metrics.Add(new AskedMetric($"c{i}", Pick(Simple), Pick(Simple), Pick(['/', '-'])));
    }

    public List<Table> Tables { get; } = [];

    public List<SimpleOf> Simple { get; } = [];

    public List<AskedMetric> Metrics { get; } = [];

    public IEnumerable<Table> Facts => Tables.Where(t => t.IsFact);

    public string Sql()
    {
        var sql = new StringBuilder();
        foreach (var table in Tables)
        {
            var columns = SchemaText.Columns(table);
            sql.Append(
                CultureInfo.InvariantCulture,
                $"create table store.{table.Name}_v1 ({string.Join(", ", columns.Select(c => $"{c.Name} {c.Type}"))});\n");
            foreach (var key in table.Keys.Where(k => k.Kind is 'p' or 'u' && !table.IsVersioned))
                sql.Append(
                    CultureInfo.InvariantCulture,
                    $"create unique index on store.{table.Name}_v1 ({key.Column}{(table.IsPartitioned ? ", part" : "")});\n");
            foreach (var row in table.Rows)
                sql.Append(
                    CultureInfo.InvariantCulture,
                    $"insert into store.{table.Name}_v1 values "
                    + $"({string.Join(", ", columns.Select(c => SchemaText.Literal(row.Get(c.Name))))});\n");
        }

        return sql.ToString();
    }

    public string Yaml() => SchemaText.Yaml(this);

    private Table Home(int i, int entities)
    {
        var form = _random.Next(8);
        var table = new Table($"d{i}", $"e{i}") { IsPartitioned = form == 0, IsVersioned = form == 1 };
        table.Keys.Add(new Key($"e{i}", table.IsVersioned ? 'n' : 'p', "k"));
        if (_random.Next(3) == 0 && !table.IsPartitioned && !table.IsVersioned)
            table.Keys.Add(new Key($"u{i}", 'u', "u"));
        for (var j = i + 1; j < entities; j++)
        {
            if (_random.Next(2) == 0)
                table.Keys.Add(new Key($"e{j}", 'f', $"k{j}"));
        }

        table.Properties.AddRange([new("label", "label", 't'), new("size", "size", 'n'), new("born", "born", 'd')]);
        for (var k = 1; k <= _random.Next(6); k++)
        {
            if (table.IsPartitioned)
                table.Rows.AddRange(
                    new[] { 0, 1 }.Where(_ => _random.Next(5) > 0).Select(p => With(Dimension(table, k), "part", FirstDay.AddDays(p))));
            else if (table.IsVersioned)
                table.Rows.AddRange(Versions(table, k));
            else
                table.Rows.Add(Dimension(table, k));
        }

        return table;
    }

    private Table Extra(int i)
    {
        var table = new Table($"x{i}", $"x{i}");
        table.Keys.AddRange([new Key($"x{i}", 'p', "k"), new Key($"e{i}", 'u', "ke")]);
        table.Properties.AddRange([new("label", "label", 't'), new("shade", "size", 'n')]);
        table.Rows.AddRange(Enumerable.Range(1, _random.Next(6)).Select(k => Dimension(table, k)));
        return table;
    }

    private Table Fact(int i, int entities)
    {
        var table = new Table($"f{i}", $"t{i}") { IsPartitioned = _random.Next(2) == 0 };
        table.Keys.Add(new Key($"t{i}", 'p', "k"));
        for (var j = 0; j < entities; j++)
        {
            if (_random.Next(3) > 0)
                table.Keys.Add(new Key($"e{j}", 'f', $"k{j}"));
            if (Tables.Exists(t => t.Keys.Exists(k => k.Name == $"u{j}")) && _random.Next(2) == 0)
                table.Keys.Add(new Key($"u{j}", 'f', $"u{j}"));
        }

        table.Properties.AddRange([new("cat", "cat", 't'), new("at", "at", 'd')]);
        var rows = _random.Next(6) == 0 ? 0 : _random.Next(1, 40);
        for (var k = 1; k <= rows; k++)
        {
            var row = Dimension(table, k);
            Set(row, "amount", _random.Next(-5, 20));
            Set(row, "flag", _random.Next(2) == 0);
            Set(row, "cat", Pick(_words));
            Set(row, "at", FirstDay.AddDays(_random.Next(70)));
            if (table.IsPartitioned)
                row["part"] = FirstDay.AddDays(_random.Next(2));
            table.Rows.Add(row);
        }

        return table;
    }

    private Row Dimension(Table table, int key)
    {
        var row = new Row { ["k"] = key };
        Set(row, "label", Pick(_words));
        Set(row, "size", _random.Next(4));
        Set(row, "born", FirstDay.AddDays(_random.Next(60)));
        foreach (var other in table.Keys.Where(k => k.Column != "k"))
            Set(row, other.Column, other.Kind == 'u' ? other.Name[0] == 'u' ? 10 + key : key : other.Name[0] == 'u'
                ? _random.Next(10, 17) : _random.Next(1, 7));
        return row;
    }

    private IEnumerable<Row> Versions(Table table, int key)
    {
        var from = FirstDay.AddDays(_random.Next(20));
        for (var v = 0; v < _random.Next(1, 4); v++)
        {
            var until = from.AddDays(_random.Next(1, 30));
            var row = Dimension(table, key);
            row["valid_from"] = from;
            if (_random.Next(4) > 0)
                row["valid_to"] = until;
            yield return row;
            if (!row.ContainsKey("valid_to"))
                yield break;
            from = until.AddDays(_random.Next(3));
        }
    }

    private void AddMetrics(Table fact)
    {
        var names = new Names(this).Of(fact).Where(n => n.Value.Count == 1 && n.Value[0].Refusal is null && !n.Value[0].IsAlias)
            .Select(n => n.Value[0]).ToList();
        foreach (var (aggregation, column) in _aggregates)
        {
            var about = Pick(names);
            (string, object)? filter = _random.Next(3) == 0 && about.Type is 't' or 'n'
                ? (about.Name, about.Type == 't' ? Pick(_words) : _random.Next(1, 5)) : null;
            var last = aggregation == "sum" && _random.Next(3) == 0
                ? fact.Keys.Find(k => k.Kind == 'f' && _random.Next(2) == 0)?.Name ?? "" : null;
            var metric = new SimpleOf($"m{Simple.Count}", fact, aggregation, column, filter, last);
            Simple.Add(metric);
            Metrics.Add(new AskedMetric(metric.Name, metric, null, ' '));
        }
    }

    private void Set(Row row, string column, object value)
    {
        if (_random.Next(6) > 0)
            row[column] = value;
    }

    private static Row With(Row row, string column, object value)
    {
        row[column] = value;
        return row;
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
