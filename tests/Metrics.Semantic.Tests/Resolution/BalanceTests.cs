using System.Globalization;
using System.Text;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>
/// Balances over random rows, against going through them one by one: conditions choose rows first, then only those at the last (or first)
/// day count, of all of them or of each account.
/// </summary>
[Trait("Needs", "PostgreSQL")]
[Trait("Draws", "Wild")]
public sealed class BalanceTests
{
    private const int Questions = 40;

    private const string Yaml =
        """
        semantic_models:
          - name: balances
            model: ref('balance')
            defaults: {agg_time_dimension: on_day}
            entities: [{name: entry, type: primary, expr: id}, {name: account, type: foreign}]
            dimensions: [{name: branch, type: categorical}, {name: on_day, type: time, expr: day, type_params: {time_granularity: day}}]
            measures:
              - {name: last_of_all, agg: sum, expr: amount, create_metric: true,
                non_additive_dimension: {name: on_day, window_choice: max}}
              - {name: first_of_all, agg: sum, expr: amount, create_metric: true,
                non_additive_dimension: {name: on_day, window_choice: min}}
              - {name: last_of_each, agg: sum, expr: amount, create_metric: true,
                non_additive_dimension: {name: on_day, window_choice: max, window_groupings: [account]}}
              - {name: first_of_each, agg: sum, expr: amount, create_metric: true,
                non_additive_dimension: {name: on_day, window_choice: min, window_groupings: [account]}}
          - name: accounts
            model: ref('account')
            entities: [{name: account, type: primary, expr: id}]
            dimensions: [{name: country, type: categorical}]
        """;

    private static readonly string[] Cuts = ["entry__branch", "account", "account__country", "metric_time__month", "metric_time__day"];

    private static readonly string?[] Branches = ["A", "B", "C", null];

    public static TheoryData<int> Seeds { get; } = new(Draws.Seeds(20, Draws.Count(3, 20)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Conditions_come_first_and_then_the_end_of_time(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(1, random.Next(1, 50)).Select(id => new Row(
            id, random.Next(5), Branches[random.Next(4)], new DateOnly(2026, 1, 1).AddDays(random.Next(40)), random.Next(1, 100))).ToList();
        await using var bed = await SemanticBed.StartAsync(Table(rows), Yaml);
        for (var i = 0; i < Questions; i++)
        {
            var (last, each) = (random.Next(2) == 0, random.Next(2) == 0);
            var metric = $"{(last ? "last" : "first")}_of_{(each ? "each" : "all")}";
            var keys = Cuts.Where(_ => random.Next(4) == 0).ToArray();
            var branch = random.Next(2) == 0 ? Branches[random.Next(3)] : null;
            var condition = branch is null ? "" : $", \"where\": [\"entry__branch = '{branch}'\"]";
            var json = $$"""{"metrics": ["{{metric}}"], "group_by": [{{string.Join(", ", keys.Select(k => $"\"{k}\""))}}]{{condition}}}""";
            var kept = rows.Where(r => branch is null || r.Branch == branch).ToList();
            bool Together(Row a, Row b) => (!each || a.Account == b.Account) && Times(keys).All(k => Key(a, k) == Key(b, k));
            var counted = kept.Where(r => r.Day == End(kept.Where(o => Together(o, r)), last));
            string[] expected = keys.Length == 0
                ? [counted.Any() ? counted.Sum(r => r.Amount).ToString(CultureInfo.InvariantCulture) : ""]
                : counted.GroupBy(r => string.Join(" | ", keys.Select(k => Key(r, k)))).Select(g => $"{g.Key} | {g.Sum(r => r.Amount)}")
                    .Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, (await bed.RowsAsync(json)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_group_without_rows_at_the_end_of_time_has_none_and_the_answer_says_so()
    {
        await using var bed = await SemanticBed.StartAsync(
            Table([new Row(1, 1, "A", new DateOnly(2026, 1, 1), 120), new Row(2, 2, "A", new DateOnly(2026, 1, 2), 10),
                new Row(3, 1, "B", new DateOnly(2026, 1, 1), 7)]), Yaml);
        var grouped = await bed.AnswerAsync("""{"metrics": ["last_of_all"], "group_by": ["entry__branch"]}""");
        Assert.Equal(["A | 10"], Cells.Of(grouped.Table).Select(r => string.Join(" | ", r)));
        Assert.Contains("only rows at the last on_day count", Assert.Single(grouped.Meta.Warnings), StringComparison.Ordinal);
        Assert.Equal(["7"], await bed.RowsAsync("""{"metrics": ["last_of_all"], "where": ["entry__branch = 'B'"]}"""));
        // What the groupings name has an end of its own, and grouped and filtered agree.
        var ofEach = await bed.AnswerAsync("""{"metrics": ["last_of_each"], "group_by": ["account__country"]}""");
        Assert.Empty(ofEach.Meta.Warnings);
        foreach (var row in Cells.Of(ofEach.Table))
            Assert.Equal(
                [row[1]], await bed.RowsAsync($$"""{"metrics": ["last_of_each"], "where": ["account__country = '{{row[0]}}'"]}"""));
    }

    private static IEnumerable<string> Times(IEnumerable<string> keys) =>
        keys.Where(k => k.StartsWith("metric_time", StringComparison.Ordinal));

    private static DateOnly End(IEnumerable<Row> rows, bool last) => last ? rows.Max(r => r.Day) : rows.Min(r => r.Day);

    private static string Key(Row row, string key) => key switch
    {
        "entry__branch" => row.Branch ?? "",
        "account" => $"{row.Account}",
        "account__country" => row.Account % 2 == 0 ? "ES" : "PT",
        "metric_time__month" => $"{row.Day:yyyy-MM}-01",
        _ => $"{row.Day:yyyy-MM-dd}",
    };

    private static string Table(IEnumerable<Row> rows)
    {
        var sql = new StringBuilder(
            "create table store.account_v1 (id int primary key, country text); "
                + "insert into store.account_v1 select n, case n % 2 when 0 then 'ES' else 'PT' end from generate_series(0, 4) n;\n"
                + "create table store.balance_v1 (id int primary key, account int, branch text, day date, amount numeric(12,2));\n");
        foreach (var row in rows)
            sql.Append(CultureInfo.InvariantCulture,
                $"insert into store.balance_v1 values ({row.Id}, {row.Account}, {(row.Branch is null ? "null" : $"'{row.Branch}'")}, "
                    + $"'{row.Day:yyyy-MM-dd}', {row.Amount});\n");
        return sql.ToString();
    }

    private sealed record Row(int Id, int Account, string? Branch, DateOnly Day, int Amount);
}
