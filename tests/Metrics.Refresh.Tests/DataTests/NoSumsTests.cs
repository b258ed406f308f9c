using System.Globalization;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Tests.Runs;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.DataTests;

/// <summary>Totals that no word tells are found by what they add up.</summary>
public sealed class NoSumsTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Theory]
    [InlineData("of: [n]", "('a',103,1),('b',20,2),('c',3000,3),(null,3123,6)", "1 row has the sums of all others")]
    [InlineData("of: [n, m]", "('a',103,1),('b',20,2),('c',3000,3),(null,3123,6)", "1 row has the sums of all others")]
    [InlineData("of: [n, m]", "('a',103,1.5),('b',20,2),('c',3000,3),(null,3123,null)", "1 row has the sums of all others")]
    [InlineData("of: [n, m]", "('a',103,103),('b',20,20),('c',3000,3000),(null,3123,3124)", null)]
    [InlineData("of: [n]", "('a',3120,1),('b',3120,2)", null)]
    [InlineData("of: [n]", "('a',3120,1),('b',3120,2),('c',0,2),('d',0,2)", null)]
    [InlineData("of: [n]", "('a',30000,1),('b',50000,2),('c',80000,3)", null)]
    [InlineData("of: [n]", "('a',1200,1),('b',-1200,1),('c',1750,1),('d',1750,1)", null)]
    [InlineData("of: [m]", "('a',1,832.41),('b',1,400.24),('c',1,432.17)", "1 row has the sums of all others")]
    [InlineData("of: [m]", "('a',1,19.99),('b',1,9.99),('c',1,9.99)", null)]
    [InlineData("of: [m_1]", "('a',1,1832.4),('b',1,900.2),('c',1,932.3)", "1 row has the sums of all others")]
    [InlineData("of: [n_1, all_0, n_0], in: k", "('a',103,1),('b',20,2),('c',3000,3),('x',3123,6)", "1 row has the sums")]
    [InlineData("of: [n_1, all_0, n_0]", "('a',103,1),('b',20,2),('c',3000,3),('x',3123,6)", "1 row has the sums")]
    [InlineData(
        "of: [n], in: k, by: [m]",
        "('a',103,1),('b',20,1),('both',123,1),('a',0,2),('b',0,2),('both',0,2),('a',5,3),('b',0,3),('both',5,3),('a',7,4),('b',12,4),"
            + "('both',19,4)",
        "4 rows have the sums")]
    [InlineData("of: [n]", "('a',1,1),('b',2,2),('c',3,3)", null)]
    [InlineData("of: [n]", "('a',null,1),('b',null,2),('c',null,3)", null)]
    [InlineData("of: [n]", "('a','NaN'::float8,1),('b',2,2),('c',3,3)", null)]
    [InlineData("of: [n]", "('a','Infinity'::float8,1),('b',2,2),('c',3,3)", null)]
    [InlineData("of: [n], in: k", "('a',100,1),('b',20,2),('both',120,3),('a',3000,4),('b',40,4),('both',3040,4)", null)]
    [InlineData(
        "of: [n], in: k, by: [m]", "('a',103,1),('b',20,1),('both',123,1),('a',3000,4),('b',40,4),('both',3040,4)",
        "2 rows have the sums of the rows of all other values, or an even part of them")]
    [InlineData("of: [n], in: k, by: [m]", "('a',103,1),('b',20,1),('both',123,1),('a',3000,4),('b',40,4),('both',3041,4)", null)]
    [InlineData("of: [n], in: k, by: [m]", "('a',103,1),('b',20,1),(null,123,1),('a',3000,4),('b',40,4),(null,3040,4)", "2 rows have")]
    [InlineData(
        "of: [n], in: k", "('fr',103,1),('de',20,1),('europe',123,1),('us',3000,4),('ca',40,4),('america',3040,4),('all',3163,4)",
        "1 row has the sums of the rows of all other values")]
    public async Task A_row_or_a_value_with_the_sums_of_all_others_is_found(string test, string rows, string? found)
    {
        const string Columns =
            "n::float8 as n, m::numeric(12,2) as m, m::numeric(12,1) as m_1, n::float8 as n_1, n::float8 as all_0, 2 * n::float8 as n_0";
        Write("checked", test, $"select k, {Columns} from (values {rows}) as v (k, n, m)");
        var outcome = (await _bed.RunAsync()).Outcomes.Single(o => o.Node.Name == "checked");
        Assert.Equal(
            (found is null ? AttemptStatus.Published : AttemptStatus.TestFailed, found ?? ""),
            (outcome.Status, outcome.Detail?.Contains(found ?? "", StringComparison.Ordinal) == true ? found : outcome.Detail ?? ""));
        if (found is not null)
            Assert.Contains(found, outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_random_tables_the_same_values_are_found_as_by_adding_up_one_by_one()
    {
        var random = new Random(Draws.Seed(20_261_130));
        var expected = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var at = 0; at < 24; at++)
        {
            var rows = Rows(random);
            var (values, named) = (string.Join(", ", rows.Select(r => r.ToSql())), $"drawn_{at}");
            Write(
                named, "of: [a, b], in: k, by: [g]",
                $"select k, g, a::numeric(12,2) as a, b::numeric(12,2) as b from (values {values}) as v (k, g, a, b)");
            expected[named] = BadRows(rows);
        }

        var found = (await _bed.RunAsync()).Outcomes.Where(o => expected.ContainsKey(o.Node.Name)).ToDictionary(
            o => o.Node.Name, o => o.Status == AttemptStatus.Published ? 0
                : long.Parse(o.Detail!.Split("no_sums(k): ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
        Assert.Equal(expected.OrderBy(e => e.Key), found.OrderBy(f => f.Key));
        Assert.Contains(expected.Values, v => v > 0);
        Assert.Contains(expected.Values, v => v == 0);
    }

    public void Dispose() => _bed.Dispose();

    private void Write(string table, string test, string sql) =>
        _bed.Write($"shop/models/gold/{table}.sql", $"/*\ntests: [{{no_sums: {{{test}}}}}]\n*/\n{sql}\n");

    // Some groups, each with some of some values and, often, the sum of them, which in some tables is wrong in one place.
    private static List<Row> Rows(Random random)
    {
        var (rows, hasTotals, isWrong) = (new List<Row>(), random.Next(4) > 0, random.Next(3) == 0);
        var most = random.Next(2) == 0 ? 9 : 90_000;
        for (var g = 0; g < random.Next(1, 6); g++)
        {
            decimal? Number() => random.Next(12) == 0 ? null : random.Next(6) == 0 ? 0 : random.Next(1, most) / 100m;
            var parts = Enumerable.Range(0, random.Next(1, 6)).Select(k => new Row($"k{k}", g, Number(), Number())).ToList();
            rows.AddRange(parts);
            if (hasTotals)
                rows.Add(new Row("whole", g, parts.Sum(p => p.A), random.Next(8) == 0 ? null : parts.Sum(p => p.B)));
        }

        if (isWrong && hasTotals)
        {
            var at = rows.FindLastIndex(r => r.K == "whole");
            rows[at] = rows[at] with { A = rows[at].A + 0.01m, B = rows[at].B + 0.02m };
        }

        return rows;
    }

    private static long BadRows(List<Row> rows) => rows.GroupBy(r => r.K)
        .Where(v => Enumerable.Range(2, 3).Any(times => IsTotal(v, rows, times))).Sum(v => (long)v.Count());

    private static bool IsTotal(IEnumerable<Row> value, List<Row> rows, int times)
    {
        var numbers = new HashSet<decimal>();
        foreach (var row in value)
        {
            var group = rows.Where(r => r.G == row.G).ToList();
            var (agree, differ) = (0, 0);
            foreach (var of in new Func<Row, decimal?>[] { r => r.A, r => r.B })
            {
                if (of(row) is not { } number)
                    continue;
                var others = group.Where(r => r != row && of(r) is not null).Select(r => of(r)!.Value).ToList();
                var sum = others.Sum();
                if ((times - 1) * number != sum)
                    differ++;
                else if (number != 0 && others.Count(o => o != 0) >= (2 * times) - 2)
                    (agree, _) = (agree + 1, numbers.Add(number));
            }

            if (group.Count >= 3 && differ > 0 && agree <= differ)
                return false;
        }

        return numbers.Sum(
            n => n.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal).Trim('-', '0').Length) >= 4;
    }

    private sealed record Row(string K, int G, decimal? A, decimal? B)
    {
        public string ToSql() => $"('{K}', {G}, {Text(A)}, {Text(B)})";

        private static string Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "null";
    }
}
