using Metrics.Refresh.Sources;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class TypeTests
{
    [Theory]
    [InlineData("Text", " as it is ", " as it is ")]
    [InlineData("Text", "日本 🎈", "日本 🎈")]
    [InlineData("Integer", "-2147483648", "-2147483648")]
    [InlineData("Integer", " +7 ", "7")]
    [InlineData("BigInt", "9223372036854775807", "9223372036854775807")]
    [InlineData("Decimal", "9999999999.99", "9999999999.99")]
    [InlineData("Decimal", "-0.5", "-0.50")]
    [InlineData("Decimal", ".5", "0.50")]
    [InlineData("Decimal", "000000000000000000012.3000", "12.30")]
    [InlineData("Decimal", "-0", "0.00")]
    [InlineData("Double", "-1.5e300", "-1.5e+300")]
    [InlineData("Boolean", "TRUE", "true")]
    [InlineData("Boolean", "f", "false")]
    [InlineData("Boolean", "Yes", "true")]
    [InlineData("Boolean", "0", "false")]
    [InlineData("Date", "2024-02-29", "2024-02-29")]
    [InlineData("Date", "0001-01-01", "0001-01-01")]
    [InlineData("Date", "2024-02-29T00:00:00", "2024-02-29")]
    [InlineData("Timestamp", "9999-12-31 23:59:59.999999", "9999-12-31 23:59:59.999999")]
    [InlineData("Timestamp", "0001-01-01", "0001-01-01 00:00:00")]
    [InlineData("Timestamp", "2024-05-06T07:08:09.1234567", "2024-05-06 07:08:09.123456")]
    [InlineData("TimestampTz", "2024-05-06 07:08:09+02", "2024-05-06 05:08:09+00")]
    [InlineData("TimestampTz", "2024-05-06T07:08:09.5-0330", "2024-05-06 10:38:09.5+00")]
    [InlineData("TimestampTz", "2024-05-06T07:08Z", "2024-05-06 07:08:00+00")]
    [InlineData("Uuid", "0F8FAD5B-D9CB-469F-A165-70867728950E", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("Uuid", "{0f8fad5bd9cb469fa16570867728950e}", null)]
    [InlineData("Uuid", "0f8fad5bd9cb469fa16570867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("Json", "{\"a\": [1, \"é\\u00e9\"]}", "{\"a\": [1, \"éé\"]}")]
    [InlineData("Integer", "2147483648", null)]
    [InlineData("Integer", "1.0", null)]
    [InlineData("Integer", "0x10", null)]
    [InlineData("Integer", "1 000", null)]
    [InlineData("BigInt", "9223372036854775808", null)]
    [InlineData("Decimal", "10000000000", null)]
    [InlineData("Decimal", "0.001", null)]
    [InlineData("Decimal", "4.91783E+15", null)]
    [InlineData("Decimal", "1,5", null)]
    [InlineData("Decimal", "1.2.3", null)]
    [InlineData("Decimal", "-", null)]
    [InlineData("Decimal", ".", null)]
    [InlineData("Double", "1e999", null)]
    [InlineData("Double", "NaN", null)]
    [InlineData("Double", "1,5", null)]
    [InlineData("Boolean", "maybe", null)]
    [InlineData("Boolean", "2", null)]
    [InlineData("Date", "2023-02-29", null)]
    [InlineData("Date", "2024-02-29T01:00:00", null)]
    [InlineData("Date", "24-02-29", null)]
    [InlineData("Timestamp", "2024-05-06 24:00:00", null)]
    [InlineData("Timestamp", "2024-05-06 07:08:60", null)]
    [InlineData("Timestamp", "2024-05-06 07:08:09Z", null)]
    [InlineData("Timestamp", "05/06/2024", null)]
    [InlineData("Timestamp", "0000-01-01", null)]
    [InlineData("TimestampTz", "2024-05-06 07:08:09", null)]
    [InlineData("TimestampTz", "2024-05-06 07:08:09+2", null)]
    [InlineData("TimestampTz", "2024-05-06 07:08:09+17:00", null)]
    [InlineData("Uuid", "0f8fad5b-d9cb-469f-a165", null)]
    [InlineData("Json", "{\"a\": }", null)]
    [InlineData("Json", "{} {}", null)]
    [InlineData("Json", "\"\\u0000\"", null)]
    [InlineData("Json", "\"\\ud800\"", null)]
    [InlineData("Json", "1e99999", null)]
    public async Task A_value_is_stored_as_declared_or_its_row_rejected(string kind, string value, string? stored)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id"), Column("x", Enum.Parse<ColumnKind>(kind), precision: 12, scale: 2))
            .Holding($"id,x\n1,\"{value.Replace("\"", "\"\"")}\"\n");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal(1, result.Loaded + result.Rejected);
        Assert.Equal(stored is null ? [] : [stored], await store.TextsAsync($"select x::text from store.{store.Relation}"));
        Assert.Equal(stored is null ? 1 : 0, result.Rejected);
    }

    [Theory]
    [InlineData("Decimal", "-1234,50", "-1234.50")]
    [InlineData("Decimal", "1234.50", null)]
    [InlineData("Decimal", "1.234,50", null)]
    [InlineData("Double", "1,5e3", "1500")]
    [InlineData("Double", "1.5", null)]
    public async Task A_decimal_comma_is_read_where_it_is_declared(string kind, string value, string? stored)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id"), Column("x", Enum.Parse<ColumnKind>(kind), precision: 12, scale: 2))
            .With(csv => csv with { Delimiter = ';', DecimalMark = ',' })
            .Holding($"id;x\n1;{value}\n");
        await store.LoadAsync(source.Table);
        Assert.Equal(stored is null ? [] : [stored], await store.TextsAsync($"select x::text from store.{store.Relation}"));
    }

    [Fact]
    public async Task Twenty_eight_digits_are_kept_exactly()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("x", ColumnKind.Decimal, precision: 28, scale: 10))
            .Holding("x\n123456789012345678.0123456789\n-999999999999999999.9999999999\n1000000000000000000\n");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((2, 1), (result.Loaded, result.Rejected));
        Assert.Equal(
            ["123456789012345678.0123456789", "-999999999999999999.9999999999"],
            await store.TextsAsync($"select x::text from store.{store.Relation}"));
    }

    [Fact]
    public async Task Empty_fields_are_null_and_quoted_empty_ones_are_empty_texts()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("t"), Column("i", ColumnKind.Integer), Column("j", ColumnKind.Json))
            .With(csv => csv with { Nulls = ["NULL", "n/a"] })
            .Holding("t,i,j\n,,\n\"\",\"\",\"\"\nNULL,n/a,NULL\nnull,1,1\n");
        Assert.Equal(4, (await store.LoadAsync(source.Table)).Loaded);
        Assert.Equal(["∅|∅|∅", "|∅|∅", "∅|∅|∅", "null|1|1"], await store.RowsAsync());
    }

    [Fact]
    public async Task The_result_names_types_as_postgres_does()
    {
        await using var store = new Store();
        var columns = Enum.GetValues<ColumnKind>().Select(k => Column(k.ToString(), k, precision: 9, scale: 3)).ToList();
        columns.Add(Column("Zoned", ColumnKind.Timestamp, zone: "Europe/Madrid"));
        using var source = new CsvSource([.. columns]).Holding(string.Join(',', columns.Select(c => c.Header)));
        var result = await store.LoadAsync(source.Table);
        Assert.Equal(
            await store.TextsAsync(
                $"select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute where attrelid = "
                + $"'store.{store.Relation}'::regclass and attnum > 0 order by attnum"),
            result.Columns.Select(c => $"{c.Name} {c.Type}"));
        Assert.Equal(0, result.Rows);
    }
}
