using System.Text;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class RejectTests
{
    [Fact]
    public async Task Three_bad_rows_of_ten_thousand_leave_9997_and_their_line_numbers()
    {
        var text = new StringBuilder("id,amount,note\n");
        for (var i = 1; i <= 10_000; i++)
        {
            text.Append(i switch
            {
                10 => "ten,1.00,a\n",
                5_000 => "5000,1.001,b\n",
                9_999 => "9999,1.00\n",
                _ => $"{i},{i}.50,n\n",
            });
        }

        await using var store = new Store();
        using var source = Amounts().Holding(text.ToString());
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((10_000, 9_997, 3), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(["9997"], await store.TextsAsync($"select count(*)::text from store.{store.Relation}"));
        Assert.Equal(store.Relation + "_rej", result.RejectsRelation);
        Assert.Equal(
            [
                "rows.csv|11|id|'ten' is not an integer of 32 bits|ten,1.00,a",
                "rows.csv|5001|amount|'1.001' has more than 2 fraction digits|5000,1.001,b",
                "rows.csv|10000|∅|has 2 fields, and the header 3|9999,1.00",
            ],
            await store.RejectsAsync());
    }

    [Fact]
    public async Task A_row_that_several_columns_refuse_is_one_reject_with_the_reason_of_each()
    {
        await using var store = new Store();
        using var source = Amounts().Holding("id,amount,note\nten,1.001,a\n2,two,b\n3,3,c\n");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((3, 1, 2), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(
            [
                "rows.csv|2|id, amount|id: 'ten' is not an integer of 32 bits; amount: '1.001' has more than 2 fraction digits|ten,1.001,a",
                "rows.csv|3|amount|'two' is not a decimal number|2,two,b",
            ],
            await store.RejectsAsync());
    }

    [Theory]
    [InlineData("Timestamp", "2026-05-01T10:00:00+02:00", "'type: timestamptz' keeps it")]
    [InlineData("Timestamp", "2026-05-01T10:00:00Z", "'type: timestamptz' keeps it")]
    [InlineData("Date", "2026-05-01T10:00:00", "'type: timestamp' keeps both")]
    [InlineData("Date", "2026-05-01T10:00:00Z", "'type: timestamptz' keeps them")]
    [InlineData("TimestampTz", "2026-05-01T10:00:00", "set 'time_zone' to the zone of its clock")]
    public async Task A_time_that_a_column_has_no_room_for_is_refused_with_the_way_out(string kind, string value, string wayOut)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("x", Enum.Parse<ColumnKind>(kind))).Holding($"x\n{value}\n");
        await store.LoadAsync(source.Table);
        Assert.Contains($": {wayOut}", Assert.Single(await store.RejectsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quoted_line_breaks_and_empty_lines_count_as_lines()
    {
        await using var store = new Store();
        using var source = Amounts().Holding("id,amount,note\r\n1,1,\"two\r\nlines\"\r\n\r\nx,2,\r\n3,3,\"a\n\nb\"\r\ny,4,\r\n");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((4, 2, 2), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(
            ["rows.csv|5|id|'x' is not an integer of 32 bits|x,2,", "rows.csv|9|id|'y' is not an integer of 32 bits|y,4,"],
            await store.RejectsAsync());
        Assert.Equal(["1|1.00|two\r\nlines", "3|3.00|a\n\nb"], await store.RowsAsync());
    }

    [Theory]
    [InlineData("1,1,a\"b\n", "an unquoted field contains a quote")]
    [InlineData("1,1,\"a\"b\n", "text follows a closing quote")]
    [InlineData("1,1,\"open", "a quoted field is never closed")]
    [InlineData("1,1,a,b\n", "has 4 fields, and the header 3")]
    [InlineData("1,1,\"a\nb\",c\n", "has 4 fields, and the header 3 (the record goes on to line 3)")]
    public async Task A_row_whose_fields_cannot_be_told_apart_is_rejected_whole(string row, string reason)
    {
        await using var store = new Store();
        using var source = Amounts().Holding("id,amount,note\n" + row);
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((1, 0, 1), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal([$"rows.csv|2|∅|{reason}|{row.TrimEnd('\n')}"], await store.RejectsAsync());
    }

    [Fact]
    public async Task A_missing_line_end_is_asked_for_in_a_file_of_two_columns_too()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id", ColumnKind.Integer), Column("note")).Holding("id,note\n1,a2,b\n3,c\n");
        await store.LoadAsync(source.Table);
        Assert.Contains(
            "has 3 fields, and the header 2: is a line end missing between two rows?", Assert.Single(await store.RejectsAsync()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unclosed_quote_that_swallows_rows_fails_the_table()
    {
        await using var store = new Store();
        using var source = Amounts().Holding("id,amount,note\n1,1,a\n2,2,\"open\n3,3,c\n4,4,d\n");
        var error = await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
        Assert.Equal(DiagnosticCode.SourceFailed, error.Diagnostic.Code);
        Assert.Contains("line 3", error.Message);
    }

    [Fact]
    public async Task Nul_characters_and_invalid_bytes_are_rejected_and_shown_safely()
    {
        await using var store = new Store();
        using var source = Amounts().Holding([.. "id,amount,note\n1,1,a"u8, 0, .. "\n2,2,b"u8, 0xFF, .. "\n3,3,ok\n"u8]);
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((3, 1, 2), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(
            [
                "rows.csv|2|note|'a\uFFFD' has a NUL character|1,1,a\uFFFD",
                "rows.csv|3|note|'b\uFFFD' has bytes that are not valid in UTF-8, as which the file is read|2,2,b\uFFFD",
            ],
            await store.RejectsAsync());
    }

    [Fact]
    public async Task More_rejects_than_allowed_fail_the_table_with_the_first_lines()
    {
        await using var store = new Store();
        using var source = Amounts()
            .Holding("id,amount,note\n" + string.Concat(Enumerable.Range(1, 20).Select(i => i % 2 == 0 ? $"{i},1,\n" : $"bad{i},1,\n")));
        source.Table = source.Table with { MaxRejected = RejectLimit.Of(9) };
        var error = await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
        Assert.Equal(DiagnosticCode.TooManyRejects, error.Diagnostic.Code);
        Assert.Contains(
            "10 of 20 rows do not fit, and at most 9 may be rejected: line 2, column id: 'bad1' is not an integer of 32 bits; line 4",
            error.Message);
        Assert.Equal(source.Table.Location, error.Diagnostic.Location);

        source.Table = source.Table with { MaxRejected = RejectLimit.Of(10) };
        Assert.Equal(10, (await store.LoadAsync(source.Table)).Rejected);
    }

    [Fact]
    public async Task Many_rejects_pass_through_the_disk_and_leave_no_file_behind()
    {
        var before = Spools();
        await using var store = new Store();
        using var source = Amounts()
            .Holding("id,amount,note\n" + string.Concat(Enumerable.Range(1, 50_000).Select(i => $"bad,1,{i} {new string('x', 50)}\n")));
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((50_000, 0, 50_000), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(
            ["50000|50001"], await store.TextsAsync($"select count(distinct raw) || '|' || max(line) from store.{result.RejectsRelation}"));
        Assert.Equal(before, Spools());

        static string[] Spools() => Directory.GetFiles(Path.GetTempPath(), "metrics-rejects-*");
    }

    [Fact]
    public async Task A_required_column_rejects_null_and_only_null()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id", ColumnKind.Integer, required: true), Column("note", required: true))
            .Holding("id,note\n1,a\n,b\n3,\n4,\"\"\n");
        Assert.Equal(2, (await store.LoadAsync(source.Table)).Loaded);
        Assert.Equal(["1|a", "4|"], await store.RowsAsync());
        Assert.Equal(
            ["rows.csv|3|id|the value is empty, and the column is required|,b",
                "rows.csv|4|note|the value is empty, and the column is required|3,"],
            await store.RejectsAsync());
    }

    private static CsvSource Amounts() =>
        new(Column("id", ColumnKind.Integer), Column("amount", ColumnKind.Decimal, precision: 12, scale: 2), Column("note"));
}
