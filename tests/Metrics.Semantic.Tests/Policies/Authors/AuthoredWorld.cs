using System.Globalization;
using System.Text;

namespace Metrics.Semantic.Tests.Policies.Authors;

/// <summary>
/// Three small tables, up to six semantic models over them (several over one), and metrics over everything that may be held back. Every
/// name is like no other, so that
/// it can be looked for in whatever is shown.
/// </summary>
internal sealed class AuthoredWorld
{
    public static readonly string[] Words = ["a", "B", "b", "a'b", "100%", "x_y", ""];

    private static readonly (string Plain, ValueKind Type)[] _saleDimensions =
    [
        ("[c_cat]", ValueKind.Text), ("[c_note]", ValueKind.Text), ("[c_units]", ValueKind.Whole), ("[c_sku]", ValueKind.Text),
            ("upper([c_note])", ValueKind.Text),
        ("coalesce([c_cat], [c_note])", ValueKind.Text), ("case when [c_units] > 2 then [c_cat] else 'x' end", ValueKind.Text),
            ("[c_units] * 2", ValueKind.Whole),
        ("left([c_sku], 1)", ValueKind.Text), ("length([c_note])", ValueKind.Whole), ("([c_cat])", ValueKind.Text),
            ("[c_note] is null", ValueKind.Flag),
        ("(select max(v) from (values ([c_note]), ('b')) as t(v))", ValueKind.Text),
            ("(select c_note from (select [c_cat] as c_note) as t)", ValueKind.Text),
    ];

    private static readonly (string Aggregation, string Plain, ValueKind Type)[] _measures =
    [
        ("sum", "1", ValueKind.Whole), ("sum", "[c_amount]", ValueKind.Number), ("average", "[c_units]", ValueKind.Number),
            ("count", "[c_note]", ValueKind.Whole),
        ("count_distinct", "[c_sku]", ValueKind.Whole), ("count_distinct", "upper([c_note])", ValueKind.Whole),
            ("max", "[c_units]", ValueKind.Whole),
        ("sum", "case when [c_cat] = 'a' then [c_amount] else 0 end", ValueKind.Number),
            ("sum_boolean", "[c_units] > 1", ValueKind.Whole), ("max", "length([c_note])", ValueKind.Whole),
        ("max", "[c_note]", ValueKind.Text), ("min", "upper([c_sku])", ValueKind.Text), ("median", "[c_units]", ValueKind.Number),
            ("count_distinct", "[c_shop]", ValueKind.Whole),
    ];

    private static readonly (string Plain, ValueKind Type)[] _shopDimensions =
    [
        ("[c_country]", ValueKind.Text), ("[c_city]", ValueKind.Text), ("[c_name]", ValueKind.Text), ("[c_rank]", ValueKind.Whole),
            ("upper([c_name])", ValueKind.Text),
        ("[c_country] || '/' || [c_city]", ValueKind.Text), ("case when [c_rank] > 1 then [c_city] end", ValueKind.Text),
            ("coalesce([c_city], [c_name])", ValueKind.Text),
    ];

    private static readonly (string Plain, ValueKind Type)[] _landDimensions =
        [("[c_label]", ValueKind.Text), ("[c_zone]", ValueKind.Text), ("lower([c_label])", ValueKind.Text)];

    private readonly Random _random;
    private int _names;

    public AuthoredWorld(int seed)
    {
        (_random, Prefix) = (new Random(seed), $"w{seed}_");
        Tables.Add(Sale());
        Tables.Add(Shop());
        Tables.Add(Land());
        var (shop, outlet, land) = (Name("shop"), Name("outlet"), Name("land"));
        var (hasOutlets, hasLands) = (Maybe(50), Maybe(60));
        Fact("receipts", [shop, .. hasOutlets && Maybe(50) ? [outlet] : Array.Empty<string>()]);
        if (Maybe(70))
            Fact("tickets", Maybe(60) ? [hasOutlets ? outlet : shop] : []);
        Dimensions("shops", "shop", shop, hasLands ? land : null);
        if (hasOutlets)
            Dimensions("outlets", "shop", outlet, hasLands && Maybe(40) ? land : null);
        if (hasLands)
            Dimensions("lands", "land", land, null);
        foreach (var model in Models.Where(m => m.Measures.Any()).ToList())
            AddMetrics(model);
        AddQueries();
    }

    /// <summary>In front of the names of tables in the database.</summary>
    public string Prefix { get; }

    public List<AuthoredTable> Tables { get; } = [];

    public List<AuthoredModel> Models { get; } = [];

    public List<AuthoredMetric> Metrics { get; } = [];

    public List<AuthoredQuery> Queries { get; } = [];

    public AuthoredTable TableOf(string model) => Tables.Single(t => t.Name == Models.Single(m => m.Name == model).Table);

    public AuthoredModel Model(string name) => Models.Single(m => m.Name == name);

    /// <summary>What can be said from where a model stands: its own, and that of models it leads to over at most two entities.</summary>
    /// <param name="model">The model.</param>
    /// <param name="opaque">With those of which it is hard to say what they read.</param>
    public IEnumerable<NameUse> NamesFrom(AuthoredModel model, bool opaque = false) =>
        Own(model).Concat(Joined(model, [], "x", s => s, "", 0)).Where(n => opaque || n.Members.All(m => !m.IsOpaque));

    /// <summary>Makes the open tables.</summary>
    public string Sql()
    {
        var sql = new StringBuilder();
        foreach (var table in Tables)
        {
            sql.Append(CultureInfo.InvariantCulture,
                $"create table store.{Prefix}{table.Name} ({string.Join(", ", table.Columns.Select(c => $"{c.Name} {c.Type}"))});\n");
            if (table.Rows.Count > 0)
                sql.Append(CultureInfo.InvariantCulture,
                    $"insert into store.{Prefix}{table.Name} values {string.Join(", ", table.Rows)};\n");
        }

        return sql.ToString();
    }

    private static IEnumerable<NameUse> Own(AuthoredModel model) =>
        model.Members.Where(m => m.Kind != MemberKind.Measure).Select(m => new NameUse(
            m.Kind is MemberKind.Primary or MemberKind.Foreign ? m.Name : $"{model.Primary.Name}__{m.Name}", m.Type, [m], m.Over("x")));

    private IEnumerable<NameUse> Joined(AuthoredModel model, Member[] before, string alias, Func<string, string> around, string text,
        int depth)
    {
        foreach (var foreign in model.Members.Where(m => m.Kind == MemberKind.Foreign))
        {
            if (Models.Find(m => m.Primary.Name == foreign.Name) is not { } target)
                continue;
            var (next, path) = ($"y{depth}", $"{text}{foreign.Name}__");
            var at = foreign.Over(alias);
            string Around(string value) =>
                around($"(select {value} from store.{Prefix}{target.Table} {next} where {target.Primary.Over(next)} = {at})");
            foreach (var member in target.Members.Where(m => m.Kind == MemberKind.Dimension))
                yield return new NameUse(path + member.Name, member.Type, [.. before, foreign, target.Primary, member],
                    Around(member.Over(next)));
            if (depth == 0)
            {
                foreach (var further in Joined(target, [.. before, foreign, target.Primary], next, Around, path, 1))
                    yield return further;
            }
        }
    }

    private void Fact(string name, string[] leads)
    {
        var members = new List<Member>
        {
            new(name, MemberKind.Primary, Name("sale"), "[c_id]", ValueKind.Whole),
                new(name, MemberKind.Foreign, Name("sku"), "[c_sku]", ValueKind.Text),
            new(name, MemberKind.Time, Name("sold"), "[c_at]", ValueKind.Time),
        };
        members.AddRange(leads.Select(l => new Member(name, MemberKind.Foreign, l, "[c_shop]", ValueKind.Whole)));
        members.AddRange(Some(_saleDimensions, 5).Select(d =>
            Spelled(new Member(name, MemberKind.Dimension, Name("dim"), d.Plain, d.Type), "sale")));
        if (Maybe(25))
            members.Add(WholeRow(name, "sale"));
        members.Add(new Member(name, MemberKind.Measure, Name("count"), "1", ValueKind.Whole) { Aggregation = "sum" });
        members.AddRange(Some(_measures, 5).Select(m => Spelled(
            new Member(name, MemberKind.Measure, Name("sum"), m.Plain, m.Type) { Aggregation = m.Aggregation }, "sale")));
        Models.Add(new AuthoredModel(name, "sale", members));
    }

    private void Dimensions(string name, string table, string entity, string? leadsTo)
    {
        var members = new List<Member> { new(name, MemberKind.Primary, entity, table == "land" ? "[c_code]" : "[c_key]", table == "land"
            ? ValueKind.Text : ValueKind.Whole) };
        if (leadsTo is not null)
            members.Add(new Member(name, MemberKind.Foreign, leadsTo, "[c_country]", ValueKind.Text));
        members.AddRange(Some(table == "land" ? _landDimensions : _shopDimensions, 4)
            .Select(d => Spelled(new Member(name, MemberKind.Dimension, Name("dim"), d.Plain, d.Type), table)));
        if (Maybe(15))
            members.Add(WholeRow(name, table));
        if (table == "shop" && Maybe(40))
            members.Add(new Member(name, MemberKind.Measure, Name("count"), "[c_city]",
                ValueKind.Whole) { Aggregation = "count_distinct" });
        Models.Add(new AuthoredModel(name, table, members));
    }

    // PostgreSQL takes a column's name in any case, in quotes, with its table in front, and with all sorts of things around it.
    private Member Spelled(Member member, string table) => !member.IsColumn ? member : _random.Next(8) switch
    {
        0 => member with { Spelled = member.Expr.ToUpperInvariant() },
        1 => member with { Spelled = $"\"{member.Expr}\"" },
        2 => member with { Spelled = $"{table}.{member.Expr}" },
        3 => member with { Spelled = $"{member.Expr} -- as it is" },
        4 => member with { Spelled = $"({table}).{member.Expr}" },
        5 when member.Kind == MemberKind.Dimension =>
            member with { Spelled = $"U&\"{member.Expr.Replace("_", "\\005f", StringComparison.Ordinal)}\"" },
        _ => member,
    };

    private Member WholeRow(string model, string table) => new(
        model, MemberKind.Dimension, Name("dim"), string.Concat(Tables.Single(t => t.Name == table).Columns.Select(c => $"[{c.Name}]")),
            ValueKind.Text)
    {
        IsWholeRow = true,
        Spelled = _random.Next(3) switch { 0 => $"{table}::text", 1 => $"to_jsonb({table})::text", _ =>
            $"row_to_json({table}) ->> ('c_' || 'note')" },
    };

    private void AddMetrics(AuthoredModel model)
    {
        var simple = new List<AuthoredMetric>();
        foreach (var measure in model.Measures)
        {
            var names = NamesFrom(model)
                .Where(n => n.Type is ValueKind.Text or ValueKind.Whole && n.Last.Kind == MemberKind.Dimension).ToArray();
            var filter = Maybe(25) && names.Length > 0 ? Pick(names) : null;
            var condition = filter is null ? ""
                : $", filter: \"{{{{ Dimension('{filter.Text}') }}}} {(filter.Type == ValueKind.Text ? "in ('a', 'B', 'b')" : "> 1")}\"";
            Member[] members = [measure, .. filter?.Members ?? [], .. model.Time is { } time ? [time] : Array.Empty<Member>()];
            simple.Add(new AuthoredMetric(Name("m"), $"type: simple, type_params: {{measure: {measure.Name}}}{condition}", measure.Type,
                model.Name, members, []));
        }

        Metrics.AddRange(simple);
        var numbers = simple.Where(m => m.Type is ValueKind.Whole or ValueKind.Number).ToArray();
        if (numbers.Length > 1 && model.Time is not null)
        {
            var (a, b) = (Pick(numbers), Pick(numbers));
            Metrics.Add(new AuthoredMetric(Name("r"), $"type: ratio, type_params: {{numerator: {a.Name}, denominator: {b.Name}}}",
                ValueKind.Number, model.Name, [], [a.Name, b.Name]));
            (a, b) = (Pick(Metrics.Where(m => m.Model == model.Name && m.Type != ValueKind.Text).ToArray()), Pick(numbers));
            Metrics.Add(new AuthoredMetric(
                Name("d"),
                $"type: derived, type_params: {{expr: \"a - b * 2\", "
                    + $"metrics: [{{name: {a.Name}, alias: a}}, {{name: {b.Name}, alias: b}}]}}",
                ValueKind.Number, model.Name, [], [a.Name, b.Name]));
        }

        if (model.Time is { } at && Maybe(40))
        {
            var (first, then) = (Pick(model.Measures.Where(m => m.Plain == "1").ToArray()),
                model.Members.First(m => m.Kind == MemberKind.Foreign));
            // A metric that says the same as the measure is what is converted.
            string[] inputs =
                [.. simple.Where(m => m.Members[0] == first && !m.Yaml.Contains("filter", StringComparison.Ordinal)).Take(1)
                    .Select(m => m.Name)];
            Metrics.Add(new AuthoredMetric(
                Name("c"),
                $"type: conversion, type_params: {{conversion_type_params: {{base_measure: {first.Name}, "
                    + $"conversion_measure: {first.Name}, entity: {then.Name}, calculation: conversions, window: 30 days}}}}",
                ValueKind.Whole, model.Name, [first, then, at], inputs));
        }
    }

    private void AddQueries()
    {
        foreach (var metric in Metrics.Where(_ => Maybe(15)))
        {
            var names = NamesFrom(Model(metric.Model)).Where(n => n.Type != ValueKind.Time && n.Last.Kind == MemberKind.Dimension)
                .ToArray();
            if (names.Length == 0 || metric.Inputs.Length > 0 || metric.Yaml.Contains("conversion", StringComparison.Ordinal))
                continue;
            var by = Pick(names);
            Queries.Add(new AuthoredQuery(
                Name("q"), $"query_params: {{metrics: [{metric.Name}], group_by: [\"Dimension('{by.Text}')\"]}}", metric.Name, by.Members,
                $"{{\"metrics\": [\"{metric.Name}\"], \"group_by\": [\"{by.Text}\"]}}"));
        }
    }

    private AuthoredTable Sale() => new(
        "sale",
        [
            ("c_id", "bigint"), ("c_shop", "integer"), ("c_sku", "text"), ("c_amount", "numeric(12,2)"), ("c_units", "integer"),
            ("c_cat", "text"), ("c_note", "text"), ("c_at", "timestamp without time zone"),
        ],
        "c_id",
        Rows(_random.Next(5, 40), i =>
            $"{i}, {Or(_random.Next(1, 7))}, {Text()}, {Or(_random.Next(-500, 2000) / 100m)}, {Or(_random.Next(5))}, "
                + $"{Text()}, {Text()}, {Time()}"));

    private AuthoredTable Shop() => new(
        "shop", [("c_key", "integer"), ("c_country", "text"), ("c_city", "text"), ("c_name", "text"), ("c_rank", "integer")], "c_key",
        Rows(_random.Next(2, 7), i => $"{i}, {Or($"'{Pick(["ES", "FR", "DE"])}'")}, {Text()}, {Text()}, {Or(_random.Next(4))}"));

    private AuthoredTable Land()
    {
        string[] codes = ["ES", "FR", "DE", "IT"];
        return new AuthoredTable("land", [("c_code", "text"), ("c_label", "text"), ("c_zone", "text")], "c_code",
            Rows(_random.Next(1, 5), i => $"'{codes[i - 1]}', {Text()}, {Text()}"));
    }

    private static List<string> Rows(int count, Func<int, string> row) => Enumerable.Range(1, count).Select(i => $"({row(i)})").ToList();

    private string Text() => Or($"'{Pick(Words).Replace("'", "''", StringComparison.Ordinal)}'");

    private string Time() => $"'{new DateTime(2026, 1, 1).AddHours(_random.Next(4000)):yyyy-MM-dd HH:mm:ss}'";

    private string Or(object value) => Maybe(12) ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private string Name(string stem) => string.Create(CultureInfo.InvariantCulture, $"{stem}{++_names}q");

    private bool Maybe(int percent) => _random.Next(100) < percent;

    private IEnumerable<T> Some<T>(T[] items, int most) => items.OrderBy(_ => _random.Next()).Take(_random.Next(2, most + 1)).ToList();

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
