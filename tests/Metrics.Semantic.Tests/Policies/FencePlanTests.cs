using System.Text.Json;
using Dapper;
using Metrics.Answering.Admission;
using Metrics.Domain.Access;
using Metrics.Engines.Postgres;
using Npgsql;

namespace Metrics.Semantic.Tests.Policies;

/// <summary>
/// What a question asks of a row is asked only of rows that a policy lets through, whatever the planner thinks is cheaper: else the time
/// it takes tells of the others. Seen in
/// plans that PostgreSQL ran, and by an expression of the catalog that counts how often it is evaluated.
/// </summary>
[Trait("Needs", "PostgreSQL")]
public sealed class FencePlanTests : IAsyncLifetime
{
    private const string Marker = "zebra";

    // Of 4,000 visits 100 may be seen, of 40 shops 2.
    private const int Visible = 100;
    private const int VisibleShops = 2;

    // It says that it is cheap and always the same, so that the planner puts it wherever it likes.
    private const string Tables =
        """
        create sequence public.evaluated;
        create function public.counted(value text) returns text language plpgsql immutable cost 0.0001 as $$
        begin
          if current_setting('transaction_read_only') = 'off' then perform nextval('public.evaluated'); end if;
          return value;
        end $$;
        create table store.shop_v1 (shop int primary key, country text, name text, c_own text);
        insert into store.shop_v1
          select i, case when i <= 2 then 'ES' else 'FR' end, case when i % 2 = 0 then 'zebra ' else 'horse ' end || i, 'x'
          from generate_series(1, 40) i;
        create table store.visit_v1 (visit bigint primary key, shop int, owner text, note text, amount int, at timestamp);
        insert into store.visit_v1 select i, i % 40 + 1, case when i % 40 = 0 then 'me' else 'you' end,
          case when i % 3 = 0 then 'zebra' else 'horse ' || i end, i % 7,
          timestamp '2026-01-01' + i * interval '1 hour' from generate_series(1, 4000) i;
        create index on store.visit_v1 (note);
        create index on store.visit_v1 (amount);
        create index on store.shop_v1 (name);
        analyze store.shop_v1;
        analyze store.visit_v1;
        """;

    private const string Yaml =
        """
        semantic_models:
          - name: shops
            model: ref('shop')
            entities: [{name: shop, type: primary}]
            dimensions:
              - {name: country, type: categorical}
              - {name: name, type: categorical}
              - {name: spelled, type: categorical, expr: public.counted(name)}
            config: {meta: {metrics: {policies: [{unless: {role: admin}, rows: "shop__country in {{ principal.countries }}"}]}}}
          - name: visits
            model: ref('visit')
            defaults: {agg_time_dimension: at}
            entities: [{name: visit, type: primary}, {name: shop, type: foreign}]
            dimensions:
              - {name: owner, type: categorical}
              - {name: note, type: categorical}
              - {name: spelled, type: categorical, expr: public.counted(note)}
              - {name: amount, type: categorical}
              - {name: at, type: time, type_params: {time_granularity: second}}
            measures: [{name: rows, agg: sum, expr: "1"}, {name: letters, agg: sum, expr: "length(public.counted(note))"}]
            config: {meta: {metrics: {policies: [{unless: {role: admin}, rows: "visit__owner in {{ principal.owners }}"}]}}}
        metrics:
          - {name: visited, type: simple, type_params: {measure: rows}}
          - {name: written, type: simple, type_params: {measure: letters}}
          - {name: striped, type: simple, type_params: {measure: rows}, filter: "{{ Dimension('visit__spelled') }} ilike '%zebra%'"}
        """;

    private static readonly Principal _somebody = new("me", "me", AccessScopes.Query, [],
        [new("countries", ["ES"]), new("owners", ["me"])]);
    private static readonly Principal _boss = new("boss", "boss", AccessScopes.Query, ["admin"], []);

    private SemanticBed _bed = null!;

    /// <summary>Questions, and whether they evaluate the expression that counts.</summary>
    public static TheoryData<string, bool> Questions => new()
    {
        { """{"metrics": ["visited"], "where": ["visit__note ilike '%zebra%'"]}""", false },
        { """{"metrics": ["visited"], "where": ["visit__note = 'zebra'"]}""", false },
        { """{"metrics": ["visited"], "where": ["visit__note in ('zebra', 'zebra 2')"], "group_by": ["visit__amount"]}""", false },
        { """{"metrics": ["visited"], "where": ["visit__note = 'zebra' or visit__amount = 3"]}""", false },
        { """{"metrics": ["visited"], "where": ["not (visit__note ilike '%z%e%b%zebra%')"], "group_by": ["metric_time__month"]}""", false },
        { """{"metrics": ["visited"], "where": ["shop__name ilike '%zebra%'"]}""", false },
        { """{"metrics": ["visited"], "where": ["shop__name = 'zebra 2'"], "group_by": ["shop__name"]}""", false },
        { """{"metrics": ["visited"], "where": ["visit__spelled ilike '%zebra%'"]}""", true },
        { """{"metrics": ["visited"], "group_by": ["visit__spelled"]}""", true },
        { """{"metrics": ["visited"], "where": ["shop__spelled ilike '%zebra%'"]}""", true },
        { """{"metrics": ["visited"], "group_by": ["shop__spelled"], "order_by": ["shop__spelled"], "limit": 1}""", true },
        { """{"metrics": ["written"]}""", true },
        { """{"metrics": ["visited"], "group_by": ["visit__amount"], "where": ["written > 3"]}""", true },
        { """{"metrics": ["striped"]}""", true },
        { """{"metrics": [{"name": "striped", "share_of": "total", "as": "share"}], "group_by": ["shop__name"]}""", true },
        { """{"metrics": ["visited", "striped"], "group_by": ["visit__spelled"], "where": ["striped >= 0"]}""", true },
    };

    public async Task InitializeAsync() => _bed = await SemanticBed.StartAsync(Tables, Yaml);

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Nothing_that_is_asked_is_evaluated_on_rows_behind_the_fence(string question, bool counts)
    {
        var (mine, evaluated) = await RunAsync(_somebody, question);
        var (theirs, all) = await RunAsync(_boss, question);
        // A row's expression may be evaluated for a condition and for a group, and for each part of a share.
        Assert.InRange(evaluated, 0, 8 * Visible);
        foreach (var node in mine.Where(n => n.Text.Contains(Marker, StringComparison.Ordinal)))
            Assert.True(node.Looked <= Visible, $"{node.Looked} rows were looked at by {node.Text}");
        // Where nobody is held back the same is asked of every row: else this would see nothing.
        if (counts)
            Assert.True(all > (question.Contains("shop__spelled", StringComparison.Ordinal) ? 20 : 8 * Visible),
                $"only {all} evaluations where all may be seen");
        else
            Assert.Contains(theirs, n => n.Text.Contains(Marker, StringComparison.Ordinal)
                && (n.Looked > Visible || n.IsIndex || n.Relation == "shop_v1"));
        Assert.DoesNotContain(mine, n => n.IsIndex && n.Text.Contains(Marker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_joined_table_only_the_rows_that_may_be_seen_are_looked_at()
    {
        var (nodes, evaluated) = await RunAsync(_somebody, """{"metrics": ["visited"], "where": ["shop__spelled ilike '%zebra%'"]}""");
        Assert.InRange(evaluated, 1, Math.Max(4 * VisibleShops, Visible));
        Assert.NotEmpty(nodes);
    }

    // What the product ran, run again by the owner with a count and every node's rows.
    private async Task<(List<Node> Nodes, long Evaluated)> RunAsync(Principal principal, string question)
    {
        var outcome = await _bed.Layer.AnswerAsync(_bed.Layer.Take(principal), SemanticBed.Read(question), [], AnswerLimits.Default,
            default);
        Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
        await using var connection = await _bed.Data.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "set search_path = pg_catalog, public; set time zone 'UTC'; set jit = off; select setval('public.evaluated', 1)");
        var statement = answer.Prepared!.Statement;
        await using var command = new NpgsqlCommand($"explain (analyze, verbose, format json, timing off) {statement.Text}", connection);
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(PostgresParameters.Bind(parameter));
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        var nodes = new List<Node>();
        Collect(plan.RootElement[0].GetProperty("Plan"), nodes);
        return (nodes, await connection.ExecuteScalarAsync<long>("select last_value - 1 from public.evaluated"));
    }

    private static void Collect(JsonElement plan, List<Node> nodes)
    {
        var conditions = plan.EnumerateObject()
            .Where(p => p.Name is "Filter" or "Join Filter" or "Index Cond" or "Recheck Cond" or "Hash Cond" or "Merge Cond")
            .ToList();
        var loops = plan.GetProperty("Actual Loops").GetDouble();
        var removed = plan.EnumerateObject().Where(p => p.Name.StartsWith("Rows Removed by", StringComparison.Ordinal))
            .Sum(p => p.Value.GetDouble());
        nodes.Add(new Node(
            string.Join(' ', conditions.Select(c => c.Value.ToString())),
            (plan.GetProperty("Actual Rows").GetDouble() + removed) * loops,
            conditions.Exists(c => c.Name is "Index Cond" or "Recheck Cond"),
            plan.TryGetProperty("Relation Name", out var relation) ? relation.GetString()! : ""));
        if (plan.TryGetProperty("Plans", out var inner))
        {
            foreach (var part in inner.EnumerateArray())
                Collect(part, nodes);
        }
    }

    private sealed record Node(string Text, double Looked, bool IsIndex, string Relation);
}
