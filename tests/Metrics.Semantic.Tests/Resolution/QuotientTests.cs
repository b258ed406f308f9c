using System.Globalization;
using System.Numerics;
using System.Text;
using Metrics.Domain.Results;
using Metrics.Semantic.Tests.Planning;
using Metrics.Testing;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>
/// Quotients of exact numbers, digit by digit, against whole numbers of any size; tables of random numbers of all widths.
/// </summary>
[Trait("Needs", "PostgreSQL")]
[Trait("Draws", "Wild")]
public sealed class QuotientTests
{
    private const string Yaml =
        """
        semantic_models:
          - name: rows
            model: ref('row')
            entities: [{name: row, type: primary, expr: id}, {name: part, type: foreign}]
            measures:
              - {name: upper, agg: sum, expr: a}
              - {name: lower, agg: sum, expr: b}
              - {name: mean_upper, agg: average, expr: a}
              - {name: mean_whole, agg: average, expr: n}
              - {name: mean_double, agg: average, expr: d}
              - {name: doubles, agg: sum, expr: d}
              - {name: rows, agg: count, expr: id}
        metrics:
          - {name: upper, type: simple, type_params: {measure: upper}}
          - {name: lower, type: simple, type_params: {measure: lower}}
          - {name: mean_upper, type: simple, type_params: {measure: mean_upper}}
          - {name: mean_whole, type: simple, type_params: {measure: mean_whole}}
          - {name: mean_double, type: simple, type_params: {measure: mean_double}}
          - {name: doubles, type: simple, type_params: {measure: doubles}}
          - {name: rows, type: simple, type_params: {measure: rows}}
          - {name: rate, type: ratio, type_params: {numerator: upper, denominator: lower}}
          - {name: rate_of_doubles, type: ratio, type_params: {numerator: doubles, denominator: rows}}
          - {name: per_row, type: derived, type_params: {expr: upper / rows, metrics: [upper, rows]}}
          - {name: percent, type: derived, type_params: {expr: upper / lower * 100, metrics: [upper, lower]}}
          - {name: squared, type: derived, type_params: {expr: (upper / lower) * (upper / lower), metrics: [upper, lower]}}
          - {name: of_doubles, type: derived, type_params: {expr: upper / doubles, metrics: [upper, doubles]}}
        """;

    public static TheoryData<int> Seeds { get; } = new(Draws.Seeds(1, Draws.Count(3, 30)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Quotients_means_shares_and_formulas_are_exact_to_their_last_place(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(1, 400)
            .Select(id => (
                Id: id, Part: random.Next(60), A: Number(random), B: Number(random),
                N: random.NextInt64(long.MinValue / 512, long.MaxValue / 512)))
            .ToList();
        await using var bed = await SemanticBed.StartAsync(Table(rows), Yaml);
        var answer = await bed.AnswerAsync(
            """
            {"metrics": ["rate", "mean_upper", "mean_whole", "per_row", "percent", "squared",
                         {"name": "upper", "share_of": "total", "as": "share"}],
             "group_by": ["part"], "order_by": ["part"]}
            """);
        Assert.All(answer.Table.Columns.Skip(1), c => Assert.Equal((ValueType.Decimal, true), (c.Type, c.IsQuotient)));
        var given = Cells.Of(answer.Table, everyDigit: true).ToList();
        var total = Sum(rows.Select(r => r.A));
        foreach (var (group, cells) in rows.GroupBy(r => r.Part).OrderBy(g => g.Key).Zip(given))
        {
            var (a, b, count) = (Sum(group.Select(r => r.A)), Sum(group.Select(r => r.B)), ((BigInteger)group.Count(), 0));
            var rate = Divided(a, b);
            string[] expected =
            [
                group.Key.ToString(CultureInfo.InvariantCulture), Text(rate), Text(Divided(a, count)),
                Text(Divided((group.Aggregate(BigInteger.Zero, (sum, r) => sum + r.N), 0), count)), Text(Divided(a, count)),
                rate is var (digits, places) ? Text((digits * 100, places)) : "",
                rate is var (d, p) ? Text(Rounded(d * d, 2 * p)) : "", Text(Divided(a, total)),
            ];
            Assert.Equal(expected, cells);
        }
    }

    [Theory]
    // The places that would round to the place before are not rounded first.
    [InlineData("0.4999999999999999995", "1", "0.5")]
    [InlineData("0.49999999999999999949", "1", "0.499999999999999999")]
    // A tie goes away from zero, on both sides of it.
    [InlineData("1", "2000000000000000000", "0.000000000000000001")]
    [InlineData("-1", "2000000000000000000", "-0.000000000000000001")]
    [InlineData("1", "2000000000000000001", "0")]
    [InlineData("-1", "3", "-0.333333333333333333")]
    [InlineData("2", "3", "0.666666666666666667")]
    [InlineData("4999", "100", "49.99")]
    [InlineData("99999999999999999999999999999999999999", "0.0000000001", "999999999999999999999999999999999999990000000000")]
    [InlineData("1", "0", "")]
    [InlineData("0", "5", "0")]
    public async Task A_quotient_is_rounded_once_and_half_away_from_zero(string upper, string lower, string expected)
    {
        await using var bed = await SemanticBed.StartAsync(
            $"create table store.row_v1 (id int primary key, part int, a numeric, b numeric, n bigint, d double precision); "
                + $"insert into store.row_v1 values (1, 1, {upper}, {lower}, 1, 1);",
            Yaml);
        var answer = await bed.AnswerAsync("""{"metrics": ["rate"]}""");
        Assert.Equal(expected, Assert.Single(Assert.Single(Cells.Of(answer.Table, everyDigit: true))));
    }

    [Fact]
    public async Task What_has_a_double_in_it_is_a_double()
    {
        await using var bed = await SemanticBed.StartAsync(Table([(1, 1, (1, 0), (3, 0), 5)]), Yaml);
        var answer = await bed.AnswerAsync(
            """{"metrics": ["mean_double", "rate_of_doubles", "of_doubles", {"name": "doubles", "share_of": "total", "as": "share"}]}""");
        Assert.All(answer.Table.Columns, c => Assert.Equal((ValueType.Double, false), (c.Type, c.IsQuotient)));
        Assert.Equal(["0.5", "0.5", "2", "1"], Cells.Of(answer.Table).Single());
    }

    [Fact]
    public async Task Conditions_and_order_see_the_value_that_is_shown()
    {
        await using var bed = await SemanticBed.StartAsync(
            "create table store.row_v1 (id int primary key, part int, a numeric, b numeric, n bigint, d double precision);"
            + "insert into store.row_v1 values (1, 1, 149.97, 3, 1, 1), (2, 2, 49.99, 1, 1, 1), (3, 3, 1, 3, 1, 1), (4, 4, 2, 6, 1, 1);",
            Yaml);
        Assert.Equal(
            ["1 | 49.99", "2 | 49.99"], await bed.RowsAsync("""{"metrics": ["rate"], "group_by": ["part"], "where": ["rate = 49.99"]}"""));
        Assert.Equal(
            ["3 | 0.3333333333", "4 | 0.3333333333"],
            await bed.RowsAsync("""{"metrics": ["rate"], "group_by": ["part"], "where": ["rate = 0.333333333333333333"]}"""));
        // Equal values are equal, so what is left open decides.
        Assert.Equal(
            ["1", "2", "3", "4"],
            (await bed.RowsAsync("""{"metrics": ["rate"], "group_by": ["part"], "order_by": ["-rate"]}""")).Select(r => r[..1]));
    }

    private static (BigInteger Digits, int Places) Number(Random random)
    {
        var places = random.Next(0, 13);
        var digits = new BigInteger(random.NextInt64(1L << random.Next(1, 63)));
        return (random.Next(3) == 0 ? -digits * (random.Next(20) == 0 ? digits : 1) : digits, places);
    }

    private static string Table(IEnumerable<(int Id, int Part, (BigInteger, int) A, (BigInteger, int) B, long N)> rows)
    {
        var sql = new StringBuilder(
            "create table store.row_v1 (id int primary key, part int, a numeric, b numeric, n bigint, d double precision);\n");
        foreach (var row in rows)
            sql.Append(CultureInfo.InvariantCulture,
                $"insert into store.row_v1 values ({row.Id}, {row.Part}, {Text(row.A)}, {Text(row.B)}, {row.N}, 0.5);\n");
        return sql.ToString();
    }

    private static (BigInteger Digits, int Places) Sum(IEnumerable<(BigInteger Digits, int Places)> numbers) => numbers.Aggregate(
        (Digits: BigInteger.Zero, Places: 0),
        (sum, n) => Math.Max(sum.Places, n.Places) is var places
            ? (sum.Digits * BigInteger.Pow(10, places - sum.Places) + n.Digits * BigInteger.Pow(10, places - n.Places), places)
            : default);

    private static (BigInteger Digits, int Places)? Divided((BigInteger Digits, int Places) upper, (BigInteger Digits, int Places) lower) =>
        lower.Digits.IsZero ? null : Exact.Quotient(upper, lower);

    private static (BigInteger Digits, int Places) Rounded(BigInteger digits, int places) =>
        Exact.Quotient((digits, places), (BigInteger.One, 0));

    private static string Text((BigInteger Digits, int Places)? number)
    {
        if (number is not var (digits, places))
            return "";
        var text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        var (whole, rest) = (text[..^places], text[^places..].TrimEnd('0'));
        return $"{(digits.Sign < 0 ? "-" : "")}{whole}{(rest.Length == 0 ? "" : $".{rest}")}";
    }
}
