using System.Globalization;
using Metrics.Refresh.Sources;
using Metrics.Testing;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("1.0", "1", "1", "1.00")]
    [InlineData("1e3", "1000", "1000", "1000.00")]
    [InlineData("1.50e1", "15", "15", "15.00")]
    [InlineData("-12E+2", "-1200", "-1200", "-1200.00")]
    [InlineData("1500e-2", "15", "15", "15.00")]
    [InlineData("0e999999999", "0", "0", "0.00")]
    [InlineData("-0.0", "0", "0", "0.00")]
    [InlineData("3e9", null, "3000000000", "3000000000.00")]
    [InlineData("1e19", null, null, null)]
    [InlineData("1.5", null, null, "1.50")]
    [InlineData("1e-1", null, null, "0.10")]
    [InlineData("1e-3", null, null, null)]
    [InlineData("1e999999999999", null, null, null)]
    [InlineData("\"1.0\"", null, null, "1.00")]
    [InlineData("\"1e3\"", null, null, null)]
    public async Task A_number_of_json_is_its_value(string written, string? integer, string? bigint, string? amount)
    {
        foreach (var (kind, expected) in new[] { (ColumnKind.Integer, integer), (ColumnKind.BigInt, bigint), (ColumnKind.Decimal, amount) })
        {
            foreach (var mark in ".,")
            {
                await using var store = new Store();
                using var source = new CsvSource(Column("x", kind, precision: 20, scale: 2)).With(c => c with { DecimalMark = mark })
                    .Holding($$"""{"x": {{written}}}""");
                source.Table = source.Table with { Format = SourceFormat.NdJson };
                await store.LoadAsync(source.Table);
                var quoted = written[0] == '"' && written.Contains('.') && mark == ',';
                var stored = await store.TextsAsync($"select x::text from store.{store.Relation}");
                Assert.Equal(expected is null || quoted ? [] : [expected], stored);
            }
        }
    }

    [Fact]
    public async Task Numbers_are_what_postgres_reads_them_as()
    {
        var random = new Random(Draws.Seed(31));
        var numbers = Enumerable.Range(0, Draws.Count(400, 20_000)).Select(_ =>
        {
            var whole = random.Next(3) == 0 ? 0 : random.NextInt64(1, 1L << random.Next(1, 62));
            var text = (random.Next(2) == 0 ? "-" : "") + whole.ToString(CultureInfo.InvariantCulture);
            if (random.Next(2) == 0)
                text += "." + random.Next(0, 1_000_000).ToString(new string('0', random.Next(1, 7)), CultureInfo.InvariantCulture);
            return random.Next(3) == 0 ? text : $"{text}{"eE"[random.Next(2)]}{new[] { "", "+", "-" }[random.Next(3)]}{random.Next(25)}";
        }).ToList();
        await using var store = new Store();
        using var source = new CsvSource(Column("written"), Column("x", ColumnKind.BigInt))
            .Holding(string.Concat(numbers.Select(n => $$"""{"written": "{{n}}", "x": {{n}}}""" + "\n")));
        source.Table = source.Table with { Format = SourceFormat.NdJson };
        var result = await store.LoadAsync(source.Table);
        Assert.Equal(numbers.Count, result.Rows);
        Assert.Equal(
            ["0"], await store.TextsAsync($"select count(*)::text from store.{store.Relation} where x is distinct from written::numeric"));
        // Whatever was not loaded is not whole, or does not fit.
        var list = string.Join(", ", numbers.Select(n => $"('{n}')"));
        Assert.Equal(
            [result.Loaded.ToString(CultureInfo.InvariantCulture)],
            await store.TextsAsync($"""
                select count(*)::text from (select t::numeric as n from (values {list}) as v (t)) as w
                where n = trunc(n) and n between -9223372036854775808 and 9223372036854775807
                """));
    }
}
