using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class SpreadsheetTests
{
    [Theory]
    [InlineData("id, price ,,,\n1,2.50,,,\n2,3.50\n3,4.50,\n")]
    [InlineData(" id ,price\n1,2.50\n2,3.50\n3,4.50\n")]
    [InlineData("\uFEFF\"id \",\tprice\u00A0,\r\n1,2.50,\r\n2,3.50,\r\n3,4.50,\r\n")]
    public async Task Blanks_around_names_and_empty_cells_behind_them_are_nothing(string text)
    {
        await using var store = new Store();
        using var source = Prices().Holding(text);
        var result = await store.LoadAsync(source.Table);
        Assert.Equal(["1|2.50", "2|3.50", "3|4.50"], await store.RowsAsync());
        Assert.Equal(0, result.Rejected);
        Assert.Empty(result.SurplusColumns);
    }

    [Theory]
    [InlineData("\nid,price\n1,2.50\nx,3.50\n", 4)]
    [InlineData("\r\n\r\nid,price\r\n1,2.50\r\nx,3.50\r\n", 5)]
    [InlineData("\uFEFF\n\n\nid,price\n1,2.50\nx,3.50", 6)]
    public async Task Empty_lines_above_the_header_are_nothing_and_lines_are_counted_with_them(string text, int line)
    {
        await using var store = new Store();
        using var source = Prices().Holding(text);
        await store.LoadAsync(source.Table);
        Assert.Equal(["1|2.50"], await store.RowsAsync());
        Assert.StartsWith($"rows.csv|{line}|", Assert.Single(await store.RejectsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_where_the_header_has_no_name_rejects_its_row()
    {
        await using var store = new Store();
        using var source = Prices().Holding("id,price,,\n1,2.50,,\n2,3.50,x,\n3,,,,\n4\n");
        await store.LoadAsync(source.Table);
        Assert.Equal(["1|2.50"], await store.RowsAsync());
        Assert.Equal(
            [
                "rows.csv|3|∅|has a value in field 3, where the header has no name|2,3.50,x,",
                "rows.csv|4|∅|has 5 fields, and the header 2|3,,,,",
                "rows.csv|5|∅|has 1 field, and the header 2|4",
            ],
            await store.RejectsAsync());
    }

    [Fact]
    public async Task A_column_without_a_name_between_others_is_surplus()
    {
        await using var store = new Store();
        using var source = Prices().Holding("id,,note,note,price\n1,x,y,z,2.50\n");
        Assert.Equal(["(without a name)", "note"], (await store.LoadAsync(source.Table)).SurplusColumns);
        Assert.Equal(["1|2.50"], await store.RowsAsync());
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_header_is_said_at_once()
    {
        await using var store = new Store();
        using var source = Prices().Holding("id,id,Price,more\n");
        source.Table = source.Table with { OnSurplus = OnSurplus.Error };
        var diagnostic = (await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table))).Diagnostic;
        Assert.Contains(
            "lacks the declared column 'price'; it names 'id' more than once; it has columns that are not declared: 'Price', 'more'",
            diagnostic.Message);
        Assert.Equal(["Price"], diagnostic.Candidates);
    }

    [Theory]
    [InlineData("\uFEFF1,2.50\n2,3.50\n")]
    [InlineData("1,2.50\r\n\r\n2,3.50")]
    public async Task Without_a_header_the_columns_are_the_declared_ones_in_their_order(string text)
    {
        await using var store = new Store();
        using var source = Prices().With(c => c with { HasHeader = false }).Holding(text);
        Assert.Equal(2, (await store.LoadAsync(source.Table)).Rows);
        Assert.Equal(["1|2.50", "2|3.50"], await store.RowsAsync());
    }

    [Fact]
    public async Task Dropped_columns_have_their_place_in_a_file_without_a_header()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("card", drop: true), Column("id", ColumnKind.Integer), Column("note"))
            .With(c => c with { HasHeader = false }).Holding("4711,1,a\n4711,2,b,c\n4711,x,c\n");
        await store.LoadAsync(source.Table);
        Assert.Equal(["1|a"], await store.RowsAsync());
        Assert.Equal(
            ["rows.csv|2|∅|has 4 fields, and 3 columns are declared|∅", "rows.csv|3|id|the value is not an integer of 32 bits|∅"],
            await store.RejectsAsync());
    }

    [Theory]
    [InlineData("tab", "id\tnote\n1\ta b\n2\t\"c\td\"\n", "1|a b", "2|c\td")]
    [InlineData("\\t", "id\tnote\n1\ta b\n", "1|a b")]
    [InlineData("';'", "id;note\n1;a,b\n", "1|a,b")]
    [InlineData("semicolon", "id;note\n1;a,b\n", "1|a,b")]
    [InlineData("'|'", "id|note\n1|a\n", "1|a")]
    [InlineData("pipe", "id|note\n1|\"a|b\"\n", "1|a|b")]
    [InlineData("'~'", "id~note\n1~a\n", "1|a")]
    [InlineData("blanks", "  id   note\n\n 1  a\n2 \t b  \n\t3\t\"c  d \"\"e\"\"\"\r\n4 f\"g", "1|a", "2|b", "3|c  d \"e\"", "4|f\"g")]
    public async Task Delimiters_are_signs_or_words(string delimiter, string text, params string[] rows)
    {
        using var bed = new RefreshBed();
        bed.Write("data/rows.csv", text).Write("p/sources.yml", $$"""
            sources:
              - name: p
                path: data
                tables:
                  - name: rows
                    delimiter: {{delimiter}}
                    max_rejected: 50%
                    columns: [{name: id, type: integer}, {name: note, type: text}]
            """);
        await bed.SucceedAsync();
        // A quote inside a field that is not quoted is wrong, whatever stands between fields.
        var stored = await bed.QueryAsync<string>("select id || '|' || note from bronze.p__rows order by id");
        Assert.Equal(rows.Where(r => r != "4|f\"g"), stored);
    }

    [Fact]
    public async Task Runs_of_blanks_are_found_across_the_edges_of_what_is_read_at_once()
    {
        await using var store = new Store();
        var random = new Random(Metrics.Testing.Draws.Seed(99));
        var blanks = Enumerable.Range(0, 60_000).Select(_ => new string(random.GetItems([' ', ' ', '\t'], random.Next(1, 9)))).ToArray();
        var lines = blanks.Select((b, i) => $"{(i % 7 == 0 ? b : "")}{i}{b}\"n {b}{i}\"{(i % 5 == 0 ? b : "")}\n");
        using var source = new CsvSource(Column("id", ColumnKind.Integer), Column("name"))
            .With(c => c with { Delimiter = ' ', BlankRuns = true }).Holding($"id name\n{string.Concat(lines)}");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((60_000, 0), (result.Loaded, result.Rejected));
        var back = await store.TextsAsync($"select name from store.{store.Relation} order by id");
        Assert.Equal(blanks.Select((b, i) => $"n {b}{i}"), back);
    }

    [Theory]
    [InlineData("delimiter: ab", "'ab' is not a delimiter")]
    [InlineData("delimiter: '\"'", "is not a delimiter")]
    [InlineData("delimiter: x", "'x' is not a delimiter")]
    [InlineData("delimiter: semicolons", "'semicolons' is not a delimiter")]
    [InlineData("header: maybe", "'header' must be true or false")]
    public void A_dialect_that_makes_no_sense_is_said_before_a_run(string option, string problem)
    {
        using var bed = new RefreshBed();
        bed.Write("p/sources.yml", $"sources: [{{name: p, tables: [{{name: rows, {option}, columns: [{{name: id, type: integer}}]}}]}}]");
        Assert.Contains(problem, Assert.Single(bed.Project.Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("09:41", null, "09:41:00")]
    [InlineData("23:59:59.999999", null, "23:59:59.999999")]
    [InlineData("00:00:00", null, "00:00:00")]
    [InlineData("24:00", null, "24:00:00")]
    [InlineData("24:01", null, null)]
    [InlineData("9:41", null, null)]
    [InlineData("9:41", "H:MM", "09:41:00")]
    [InlineData("12:05 AM", "HH:MM AM", "00:05:00")]
    [InlineData("094130", "HHMMSS", "09:41:30")]
    public async Task Times_of_day_are_a_type(string text, string? format, string? stored)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id"), Column("x", ColumnKind.Time, format)).Holding($"id,x\n1,{text}\n2,\n");
        await store.LoadAsync(source.Table);
        var back = await store.TextsAsync($"select x::text from store.{store.Relation} order by id");
        Assert.Equal(stored is null ? ["∅"] : [stored, "∅"], back);
        Assert.Equal(["time without time zone"], await store.TextsAsync($"select distinct pg_typeof(x)::text from store.{store.Relation}"));
    }

    private static CsvSource Prices() =>
        new(Column("id", ColumnKind.Integer), Column("price", ColumnKind.Decimal, precision: 12, scale: 2));
}
