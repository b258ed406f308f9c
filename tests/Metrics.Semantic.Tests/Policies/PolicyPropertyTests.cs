using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Semantic.Tests.Planning;
using Metrics.Testing;
using Xunit.Abstractions;

namespace Metrics.Semantic.Tests.Policies;

/// <summary>
/// An answer under a policy is the answer over a copy of the tables that was filtered and masked beforehand, by SQL written without knowing
/// of policies.
/// </summary>
[Trait("Needs", "PostgreSQL")]
[Trait("Draws", "Wild")]
public sealed partial class PolicyPropertyTests(ITestOutputHelper output)
{
    private static readonly int Questions = Draws.Count(25, 70);
    private static readonly string[] Words = ["a", "B", "é", "a'b", "100%"];

    public static TheoryData<int> Seeds { get; } = new(Draws.Seeds(128, Draws.Count(4, 10)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Answers_under_policies_equal_those_over_copies_filtered_and_masked_beforehand(int seed)
    {
        var (world, random) = (new RandomWorld(seed), new Random(seed * 7));
        var held = world.Dimensions.Keys.Select(e => $"d_{e}").Concat(world.Facts.Select(f => f.Name)).Where(_ => random.Next(3) > 0)
            .Select(m => Hold(world, m, random)).ToList();
        var yaml = held.Aggregate(world.Yaml(), (text, policy) => policy.Into(text));
        await using var bed = await SemanticBed.StartAsync(world.Sql(), yaml);
        Principal[] principals = [Somebody("one", random), Somebody("two", random), Somebody("boss", random, "admin")];
        var (answered, refused, different) = (0, 0, 0);
        foreach (var principal in principals)
        {
            await using var copy = await SemanticBed.StartAsync(Copy(world, held, principal), world.Yaml());
            for (var i = 0; i < Questions; i++)
            {
                var question = new RandomQuestion(world, (seed * 1000) + i);
                var query = SemanticBed.Read(question.Json());
                var about =
                    $"seed {seed}, question {i}, {principal.Name} {principal.Standing}: {question.Json()}\n{string.Join('\n', held)}\n";
                var expected = await copy.AskAsync(query);
                // Twice, so that the second comes from the cache, beside what others were given.
                for (var again = 0; again < 2; again++)
                {
                    var given = await bed.Layer.AnswerAsync(bed.Layer.Take(principal), query, [], AnswerLimits.Default, default);
                    if (!expected.Succeeded(out var right))
                    {
                        Assert.True(given.Value is null, about + "answered");
                        Assert.Equal(expected.Diagnostics.Select(d => d.Code), given.Diagnostics.Select(d => d.Code));
                        refused++;
                        continue;
                    }

                    Assert.True(given.Succeeded(out var answer), about + given.Diagnostics);
                    if (again > 0)
                        Assert.Equal(CacheDecision.Hit, answer.Cache);
                    Assert.Equal(
                        Cells.Of(right.Table).Select(r => string.Join(" | ", r)),
                        Cells.Of(answer.Table).Select(r => string.Join(" | ", r)));
                    answered++;
                }

                if (expected.Value is { } one && (await bed.AskAsync(query)).Value is { } open
                    && !Cells.Of(one.Table).SelectMany(r => r).SequenceEqual(Cells.Of(open.Table).SelectMany(r => r)))
                    different++;
            }

            foreach (var dimension in (string[])["e0__label", "e1__rank", "e0__born"])
            {
                var (right, given) =
                    (await copy.Layer.ValuesAsync(dimension, null, 100, AnswerLimits.Default, default), await bed.Layer.ValuesAsync(
                        bed.Layer.Take(principal), dimension, null, 100, AnswerLimits.Default, default));
                Assert.Equal(Cells.Of(right.Value!.Table).Select(r => r[0]), Cells.Of(given.Value!.Table).Select(r => r[0]));
            }
        }

        output.WriteLine(
            $"seed {seed}: {held.Count} policies, {answered} answered, {refused} refused, {different} answers that the policies change");
    }

    private static Principal Somebody(string name, Random random, params string[] roles) =>
        new(name, name, AccessScopes.Query, roles.ToEquatableList(),
        new (string Name, string[] Values)[]
        {
            ("labels", Words.Where(_ => random.Next(2) == 0).ToArray()),
            ("ranks", Enumerable.Range(0, 4).Where(_ => random.Next(2) == 0).Select(r => $"{r}").ToArray()),
            ("since", random.Next(4) == 0 ? [] : ["2026-03-01"]),
        }.Where(a => a.Values.Length > 0).Select(a => new PrincipalAttribute(a.Name, a.Values.ToEquatableList())).ToEquatableList());

    // The condition in the words of the catalog, and the very same in SQL over the open tables.
    private static Held Hold(RandomWorld world, string model, Random random)
    {
        var isFact = model[0] == 'f';
        var fact = isFact ? world.Facts.Single(f => f.Name == model) : null;
        (string, Func<Principal, string?>)[] choices = isFact
            ?
            [
                ($"{{{{ Dimension('{fact!.Entity}__cat') }}}} in {{{{ principal.labels }}}}", p => In("x.cat", p, "labels", text: true)),
                ($"{fact.Entity}__units in {{{{ principal.ranks }}}} or {fact.Entity}__flag = true", p =>
                    In("x.units", p, "ranks", text: false) is { } units ? $"({units} or x.flag = true)" : null),
                fact.Keys.Contains("e0")
                    ? ("{{ Dimension('e0__rank') }} in {{ principal.ranks }}", p => In(
                        "(select d.rank from open_data.d_e0_v1 d where d.e0 = x.e0)", p, "ranks", text: false))
                    : ("not (e1__label in {{ principal.labels }})", p => In(
                        "(select d.label from open_data.d_e1_v1 d where d.e1 = x.e1)", p, "labels",
                        text: true) is { } labels ? $"not ({labels})" : null),
            ]
            :
            [
                ($"{model[2..]}__label in {{{{ principal.labels }}}}", p => In("x.label", p, "labels", text: true)),
                ($"{model[2..]}__rank in {{{{ principal.ranks }}}}", p => In("x.rank", p, "ranks", text: false)),
                ($"{model[2..]}__born >= {{{{ principal.since }}}} or {model[2..]}__born is null", p => p.Values("since").Count == 1
                    ? $"(x.born >= date '{p.Values("since")[0]}' or x.born is null)" : null),
            ];
        var (rows, sql) = random.Next(4) == 0 ? (null, null) : choices[random.Next(choices.Length)];
        var masks = isFact ? (string[])["cat", "flag", "units"] : ["label", "rank", "born"];
        var mask = rows is null || random.Next(3) == 0 ? masks[random.Next(masks.Length)] : null;
        return new Held(model, fact?.Entity ?? model[2..], rows, sql, mask);
    }

    private static string? In(string what, Principal principal, string attribute, bool text) =>
        principal.Values(attribute) is { Count: > 0 } values
        ? $"{what} in ({string.Join(", ", values.Select(v => text ? $"'{v.Replace("'", "''", StringComparison.Ordinal)}'" : v))})"
        : null;

    private static string Copy(RandomWorld world, List<Held> held, Principal principal)
    {
        var sql = world.Sql();
        var copy = new System.Text.StringBuilder("create schema open_data;\n").Append(
            sql.Replace("store.", "open_data.", StringComparison.Ordinal));
        foreach (Match table in Table().Matches(sql))
        {
            var (name, columns) =
                (table.Groups["name"].Value, table.Groups["columns"].Value.Split(", ").Select(c => c.Split(' ')[0]).ToList());
            var policy = principal.Roles.Contains("admin") ? null : held.SingleOrDefault(h => h.Model == name);
            var select = string.Join(", ", columns.Select(c => c == policy?.Mask ? "null" : $"x.{c}"));
            var where = policy?.Sql is { } condition ? condition(principal) ?? "false" : "true";
            copy.Append(
                CultureInfo.InvariantCulture,
                $"create table store.{name}_v1 (like open_data.{name}_v1 including all); insert into store.{name}_v1 select {select} "
                + $"from open_data.{name}_v1 x where {where};\n");
        }

        return copy.ToString();
    }

    [GeneratedRegex(
        @"create table store\.(?<name>\w+)_v1 \((?<columns>.*)\);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Table();

    private sealed record Held(string Model, string Entity, string? Rows, Func<Principal, string?>? Sql, string? Mask)
    {
        // Beside what the model says already.
        public string Into(string yaml)
        {
            var policy =
                $"{{unless: {{role: "
                + $"admin}}{(Rows is null ? "" : $", rows: \"{Rows}\"")}{(Mask is null ? "" : $", mask: [{Entity}__{Mask}]")}}}";
            var at = yaml.IndexOf($"model: ref('{Model}')", StringComparison.Ordinal);
            var next = yaml.IndexOf("- name: ", at, StringComparison.Ordinal) is var n and > 0 ? n : yaml.Length;
            var config = yaml.IndexOf("meta: {metrics: {", at, StringComparison.Ordinal);
            return config > 0 && config < next
                ? yaml.Insert(config + "meta: {metrics: {".Length, $"policies: [{policy}], ")
                : yaml.Insert(at, $"config: {{meta: {{metrics: {{policies: [{policy}]}}}}}}\n    ");
        }
    }
}
