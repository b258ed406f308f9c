using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Testing;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.Postgres;

[Trait("Needs", "PostgreSQL")]
public sealed class TypeTests : IAsyncDisposable
{
    private readonly EngineBed _bed = new();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Decimals_keep_every_digit_whatever_their_width() => Assert.Equal(
        ["123456789012345678901234567890.1234567890", "0.00", "1234.50", null, "7", $"1{new string('0', 60)}"],
        await _bed.ColumnAsync(
            """
            select x from (values (1, 123456789012345678901234567890.1234567890::numeric(40,10)), (2, 0::numeric(4,2)), (3, 1234.50),
                                  (4, null), (5, 7), (6, 1e60::numeric)) t (i, x) order by i
            """, ValueType.Decimal));

    [Fact]
    public async Task Random_decimals_come_as_the_digits_that_the_server_was_given()
    {
        var seed = Draws.Seed(154);
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 500).Select(_ => Digits(random)).ToArray();
        var sql = $"select x from (values {string.Join(", ", texts.Select((t, i) => $"({i}, '{t}'::numeric)"))}) v (i, x) order by i";
        var decimals = await _bed.ColumnAsync(sql, ValueType.Decimal);
        Assert.True(decimals.SequenceEqual(texts), $"seed {seed}");
        // The same read as doubles is the nearest double.
        var expected = texts.Select(t => (object)double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        var doubles = await _bed.ColumnAsync(sql, ValueType.Double);
        Assert.True(doubles.SequenceEqual(expected), $"seed {seed}");
    }

    [Fact]
    public async Task What_is_no_finite_number_becomes_null_with_one_warning_a_column()
    {
        var table = await _bed.TableAsync(
            """
            select a, b, c, d from (values
              (1, 'NaN'::float8, 'NaN'::numeric, 'NaN'::numeric, 1.5::real), (2, 'Infinity', 'Infinity', 'Infinity', 2),
              (3, '-Infinity', '-Infinity', '-Infinity', 3),
              (4, 0.1, 0.1, 0.1, 4)) t (i, a, b, c, d) order by i
            """, [ValueType.Double, ValueType.Double, ValueType.Decimal, ValueType.Double]);
        Assert.Equal(
            ["c0: NaN and infinity became null", "c1: NaN and infinity became null", "c2: NaN and infinity became null"], table.Warnings);
        foreach (var column in table.Values.Take(3))
            Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(column.IsNull));
        Assert.Equal(0.1, ((ColumnValues.Doubles)table.Values[0]).Items[3]);
        Assert.Equal(0.1, ((ColumnValues.Doubles)table.Values[1]).Items[3]);
        Assert.Equal("0.1", ((ColumnValues.Texts)table.Values[2]).Items[3]);
        Assert.Equal([1.5, 2, 3, 4], ((ColumnValues.Doubles)table.Values[3]).Items.ToArray());
    }

    [Fact]
    public async Task Whole_numbers_of_every_width_are_read_and_wider_ones_refused_by_name()
    {
        Assert.Equal([long.MinValue, null, long.MaxValue], await _bed.ColumnAsync(
            "select x from (values (1, -9223372036854775808), (2, null), (3, 9223372036854775807)) t (i, x) order by i",
            ValueType.Integer));
        Assert.Equal([7L], await _bed.ColumnAsync("select 7::smallint", ValueType.Integer));
        Assert.Equal([7L], await _bed.ColumnAsync("select 7", ValueType.Integer));
        Assert.Equal([14L], await _bed.ColumnAsync("select sum(x) from (values (7::bigint), (7)) t (x)", ValueType.Integer));
        var refusal = await _bed.RefusalAsync("select 9223372036854775808", ValueType.Integer);
        Assert.Equal(DiagnosticCode.EngineRefused, refusal.Code);
        Assert.Contains("'c0'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_are_read_from_any_type_and_equal_ones_kept_once()
    {
        Assert.Equal(["Málaga", null, "", " ES"], await _bed.ColumnAsync(
            "select x from (values (1, 'Málaga'::text), (2, null), (3, ''), (4, ' ES')) t (i, x) order by i", ValueType.String));
        Assert.Equal(["ES "], await _bed.ColumnAsync("select 'ES'::char(3)", ValueType.String));
        Assert.Equal(
            ["7d444840-9dc0-11d1-b245-5ffdce74fad2"],
            await _bed.ColumnAsync("select '7D444840-9DC0-11D1-B245-5FFDCE74FAD2'::uuid", ValueType.String));
        Assert.Equal(["""{"a": [1, 2.50]}"""], await _bed.ColumnAsync("""select '{"a":[1,2.50]}'::jsonb""", ValueType.Json));
        var table = await _bed.TableAsync("select 'store ' || i % 3 from generate_series(1, 1000) i", [ValueType.String]);
        var items = ((ColumnValues.Texts)table.Values[0]).Items;
        Assert.Same(items[0], items[999]);
        Assert.True(table.Bytes < 10_000, $"{table.Bytes} bytes");
    }

    [Fact]
    public async Task More_different_texts_than_are_remembered_are_all_right()
    {
        var expected = Enumerable.Range(1, 20_000).Select(i => (object?)$"customer {i % 9_000}").ToArray();
        Assert.Equal(
            expected,
            await _bed.ColumnAsync("select 'customer ' || i % 9000 from generate_series(1, 20000) i order by i", ValueType.String));
    }

    [Fact]
    public async Task Booleans_are_one_and_zero() =>
        Assert.Equal(
            [1L, 0L, null],
            await _bed.ColumnAsync("select x from (values (1, true), (2, false), (3, null)) t (i, x) order by i", ValueType.Boolean));

    [Fact]
    public async Task A_column_of_another_type_than_planned_is_refused_by_name()
    {
        var refusal = await _bed.RefusalAsync("select now()", ValueType.Date);
        Assert.Equal(DiagnosticCode.EngineRefused, refusal.Code);
        Assert.Equal("column 'c0' came as timestamp with time zone, which is not read as date", refusal.Message);
    }

    [Fact]
    public async Task Nulls_anywhere_in_a_long_column_stay_where_they_were()
    {
        var expected = Enumerable.Range(1, 1_000).Select(i => i % 7 == 0 || i > 990 ? null : (object)(long)i).ToArray();
        Assert.Equal(expected, await _bed.ColumnAsync(
            "select case when i % 7 = 0 or i > 990 then null else i end as x from generate_series(1, 1000) i order by i",
            ValueType.Integer));
    }

    private static string Digits(Random random)
    {
        var whole = string.Concat(Enumerable.Range(0, random.Next(1, 45)).Select(i => (char)('0' + random.Next(i == 0 ? 1 : 0, 10))));
        var fraction = string.Concat(Enumerable.Range(0, random.Next(0, 25)).Select(_ => (char)('0' + random.Next(10))));
        var sign = random.Next(3) == 0 ? "-" : "";
        return fraction.Length == 0 ? sign + whole : random.Next(4) == 0 ? $"{sign}0.{fraction}1" : $"{sign}{whole}.{fraction}";
    }
}
