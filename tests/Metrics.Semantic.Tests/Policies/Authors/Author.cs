using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Access;

namespace Metrics.Semantic.Tests.Policies.Authors;

/// <summary>What a catalog with a policy must come to.</summary>
internal enum Verdict
{
    /// <summary>It is a policy like any other: held.</summary>
    Held,

    /// <summary>It is odd: held to the letter, or its table is closed.</summary>
    HeldOrClosed,

    /// <summary>Nobody can say what it means: nobody may read its table.</summary>
    Closed,
}

/// <summary>A policy as its author wrote it, and what it means as data.</summary>
internal sealed record AuthoredPolicy(string Model, string Yaml, Verdict Verdict)
{
    public Func<Principal, bool> Holds { get; init; } = _ => true;

    public Func<Principal, string?>? Rows { get; init; }

    /// <summary>What its condition may speak of.</summary>
    public Member[] Over { get; init; } = [];

    /// <summary>Columns that are null, by table.</summary>
    public (string Table, string Column)[] Masked { get; init; } = [];

    /// <summary>Members that are null, whose columns are not all they are.</summary>
    public Member[] MaskedMembers { get; init; } = [];

    /// <summary>Columns that are as if they were not there, by table.</summary>
    public (string Table, string Column)[] Hidden { get; init; } = [];

    public string[] HiddenMetrics { get; init; } = [];
}

/// <summary>Writes policies as authors do: mostly sound ones, now and then what nobody can act on.</summary>
internal sealed class Author(AuthoredWorld world, Random random)
{
    private static readonly string[] _empty = ["null", "", "[]", "\"\"", "[\"\"]", "[null]", "{}", "[{}]", "5"];
    private static readonly string[] _nowhere = ["nothing9q", "nowhere9q__nothing9q", "'*'", "'%'", "c_none"];

    private static readonly string[] _nobody =
        ["null", "{}", "admin", "[admin]", "{role: null}", "{role: []}", "{role: ''}", "{roles: admin}", "{role: {a: b}}",
         "{role: admin, role: boss}"];

    /// <summary>The policies of a catalog, and the text of each model's <c>config</c>.</summary>
    public (List<AuthoredPolicy> Policies, Dictionary<string, string> Configs) Write()
    {
        var (policies, configs) = (new List<AuthoredPolicy>(), new Dictionary<string, string>());
        var odd = random.Next(100) < 35 ? Pick(world.Models.ToArray()).Name : null;
        foreach (var model in world.Models)
        {
            var own = Enumerable.Range(0, random.Next(5) switch { 0 or 1 => 0, 4 => 2, _ => 1 }).Select(_ => Sound(model)).ToList();
            var written = own.Select(p => p.Yaml).ToList();
            var config = (string? list) => $"    config:\n      meta:\n        metrics:\n          policies: {list}\n";
            if (odd == model.Name)
            {
                if (random.Next(3) == 0)
                {
                    var (text, verdict) = Container(written);
                    policies.AddRange(own);
                    policies.Add(new AuthoredPolicy(model.Name, text, verdict));
                    configs[model.Name] = text;
                    continue;
                }

                own.Insert(random.Next(own.Count + 1), Odd(model));
                written = own.Select(p => p.Yaml).ToList();
            }

            policies.AddRange(own);
            if (written.Count > 0)
                configs[model.Name] = config($"[{string.Join(", ", written)}]");
        }

        return (policies, configs);
    }

    /// <summary>Somebody who asks.</summary>
    public static Principal Somebody(string name, Random random)
    {
        string[] Some(string[] of, int most) =>
            of.OrderBy(_ => random.Next()).Take(random.Next(most + 1)).Order(StringComparer.Ordinal).ToArray();
        string[] words = ["a", "B", "b", "a'b", "100%", "x_y", "ES", "FR", "DE"];
        (string Name, string[] Values)[] attributes =
        [
            ("high", Some(["2", "3"], 1)), ("low", Some(["0", "1"], random.Next(5) == 0 ? 2 : 1)),
                ("numbers", Some(random.Next(8) == 0 ? ["1", "abc"] : ["0", "1", "2", "3", "4"], 4)),
            ("pattern", Some(["a%", "%b", "_", "%"], 1)), ("since", Some(["2026-02-01", "2026-04-01"], random.Next(4) == 0 ? 2 : 1)),
                ("word", Some(words, random.Next(4) == 0 ? 2 : 1)),
            ("words", Some(words, 6)),
        ];
        return new Principal(
            name, name, AccessScopes.Query | AccessScopes.Catalog, Some(["admin", "clerk"], random.Next(3)).ToEquatableList(),
            attributes.Where(a => a.Values.Length > 0 || random.Next(2) == 0)
                .Select(a => new PrincipalAttribute(a.Name, a.Values.ToEquatableList())).ToEquatableList());
    }

    private AuthoredPolicy Sound(AuthoredModel model)
    {
        var (unless, holds) = Unless();
        var policy = new AuthoredPolicy(model.Name, "", Verdict.Held) { Holds = holds };
        var parts = new List<string>();
        if (unless.Length > 0)
            parts.Add($"unless: {unless}");
        var what = random.Next(1, 8);
        if ((what & 1) > 0)
        {
            var (condition, over) = Condition(model);
            policy = policy with { Rows = condition.Sql, Over = over };
            parts.Add($"rows: \"{condition.Text}\"");
        }

        if ((what & 2) > 0 && Some(Maskable(model), 2) is { Length: > 0 } masked)
        {
            policy = policy with { Masked = masked.SelectMany(Columns).ToArray() };
            parts.Add(List("mask", masked.Select(n => n.Text).ToList()));
        }

        if ((what & 4) > 0)
        {
            var hidden = Some(Hideable(model), 2);
            var metrics = random.Next(3) == 0 ? Some(world.Metrics.Where(m => m.Model == model.Name).ToArray(), 1) : [];
            policy = policy with { Hidden = hidden.SelectMany(Columns).ToArray(), HiddenMetrics = metrics.Select(m => m.Name).ToArray() };
            if (hidden.Length + metrics.Length > 0)
                parts.Add(List("hide", [.. hidden.Select(n => n.Text), .. metrics.Select(m => m.Name)]));
        }

        return parts.Count == (unless.Length > 0 ? 1 : 0) ? Sound(model) : policy with { Yaml = $"{{{string.Join(", ", parts)}}}" };
    }

    // Over a few names, so that it is known what it looks at.
    private (AuthoredCondition Condition, Member[] Over) Condition(AuthoredModel model)
    {
        var names = Some(world.NamesFrom(model).Where(n => n.Type != ValueKind.Flag).ToArray(), 3);
        var condition = AuthoredCondition.Random(names, random);
        // Not all of them need be in it.
        var said = names.Where(n => Regex.IsMatch(condition.Text, $@"(?<!\w){n.Text}(?!\w)", RegexOptions.None, TimeSpan.FromSeconds(10)));
        return (condition, said.SelectMany(n => n.Members).ToArray());
    }

    private IEnumerable<(string Table, string Column)> Columns(NameUse name) =>
        name.Last.Reads.Select(c => (world.TableOf(name.Last.Model).Name, c));

    // Of the own table: dimensions, and entities that lead on.
    private NameUse[] Maskable(AuthoredModel model) => world.NamesFrom(model)
        .Where(n => n.Members.Length == 1 && n.Type != ValueKind.Flag && n.Last.IsColumn && n.Last.Kind != MemberKind.Primary).ToArray();

    private NameUse[] Hideable(AuthoredModel model) => world.NamesFrom(model)
        .Where(n => n.Members.Length == 1 && n.Last.IsColumn && n.Last.Kind is MemberKind.Dimension or MemberKind.Foreign).ToArray();

    private (string Yaml, Func<Principal, bool> Holds) Unless() => random.Next(5) switch
    {
        0 => ("", _ => true),
        1 => ("{role: [admin, clerk]}", p => p.Roles.Count == 0),
        2 => ("{role: [admin]}", p => !p.Roles.Contains("admin")),
        3 => ("{role: nobody}", _ => true),
        _ => ("{role: admin}", p => !p.Roles.Contains("admin")),
    };

    private AuthoredPolicy Odd(AuthoredModel model)
    {
        var sound = Sound(model);
        var names = world.NamesFrom(model).Where(n => n.Type != ValueKind.Flag).ToArray();
        var (name, metric) = (Pick(names), Pick(world.Metrics.ToArray()).Name);
        var rest = $"mask: [{Pick(Maskable(model).DefaultIfEmpty(names[0]).ToArray()).Text}]";
        AuthoredPolicy Closed(string yaml) => sound with { Yaml = yaml, Verdict = Verdict.Closed };
        AuthoredPolicy Either(string yaml, NameUse mask) => new(model.Name, yaml, Verdict.HeldOrClosed) { Masked = Columns(mask)
            .ToArray(), MaskedMembers = mask.Last.IsColumn ? [] : [mask.Last] };
        switch (random.Next(16))
        {
            case 0:
                return Closed(Pick(_empty.Where(e => e.Length > 0).ToArray()));
            case 1:
                return Closed($"{{rows: {AuthoredCondition.Odd(name, metric, random)}}}");
            case 2:
                return Closed($"{{rows: {AuthoredCondition.Odd(name, metric, random)}, {rest}}}");
            case 3:
                return Closed($"{{mask: {Pick(_empty)}}}");
            case 4:
                return Closed($"{{hide: {Pick(_empty)}, {rest}}}");
            case 5:
                return Closed($"{{unless: {{role: admin}}}}");
            case 6:
                return Closed($"{{{rest}, {rest}}}");
            case 7:
                return Closed($"{{rows: \"{name.Text} is null\", rows: \"{name.Text} is not null\"}}");
            case 8:
                return Closed(
                    $"{{{Pick(["mask", "hide"])}: "
                    + $"[{Pick([.. _nowhere, name.Text + "9", model.Name, model.Table, $"upper({name.Text})"])}]}}");
            case 9:
                return Closed($"{{mask: [{metric}], hide: [{metric}]}}");
            case 10:
                return Closed($"{{{Pick(["row", "Rows", "masks", "hides", "where", "columns"])}: [{name.Text}], {rest}}}");
            case 11:
                return sound with { Verdict = Verdict.Closed,
                    Yaml = $"{{unless: {Pick(_nobody)}, {rest}}}" };
            case 12:
                var measure = model.Measures.FirstOrDefault()?.Name ?? "none9q";
                return Closed($"{{mask: [{measure}]}}");
            case 13:
                return new AuthoredPolicy(model.Name, $"{{rows: \"{name.Text} in ('x', 'y', 5.5)\"}}", Verdict.HeldOrClosed) { Rows = _ =>
                    null, Over = name.Members };
            case 14:
                var joined = Pick(names.Where(n => n.Last.Kind == MemberKind.Dimension && n.Last.IsColumn).DefaultIfEmpty(names[0])
                    .ToArray());
                return Either($"{{mask: [{joined.Text}]}}", joined);
            default:
                var twice = Pick(Maskable(model).DefaultIfEmpty(names[0]).ToArray());
                return Either($"{{mask: [{twice.Text}, {twice.Text}]}}", twice);
        }
    }

    // What stands in place of the list of policies.
    private (string Yaml, Verdict) Container(List<string> written)
    {
        var list = $"[{string.Join(", ", written.DefaultIfEmpty("{hide: [nothing9q]}"))}]";
        string Under(string text) => $"    config:\n      meta:\n        metrics:\n          {text}\n";
        return random.Next(7) switch
        {
            0 => (Under($"policies: {Pick(_empty)}"), Verdict.Closed),
            1 => (Under($"policies: {list}\n          policies: {Pick(_empty)}"), Verdict.Closed),
            2 => (Under($"policies: {Pick(_empty)}\n          policies: {list}"), Verdict.Closed),
            3 => (Under($"{Pick(["policy", "Policies", "polices"])}: {list}"), Verdict.Closed),
            4 => ($"    policies: {list}\n", Verdict.Closed),
            5 => ($"    config: {{meta: {{metrics: {{policies: {list}}}}}}}\n    config: {{}}\n", Verdict.Closed),
            _ => ($"    config:\n      meta: {{metrics: {{policies: {list}}}}}\n      meta: {{owner: somebody}}\n", Verdict.Closed),
        };
    }

    private string List(string key, List<string> names) =>
        names.Count == 1 && random.Next(3) == 0 ? $"{key}: {names[0]}" : $"{key}: [{string.Join(", ", names)}]";

    private T[] Some<T>(T[] items, int most) => items.OrderBy(_ => random.Next()).Take(random.Next(1, most + 1)).ToArray();

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];
}
