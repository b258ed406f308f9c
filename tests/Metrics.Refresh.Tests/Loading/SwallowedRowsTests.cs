using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Tests.Loading;

/// <summary>A misplaced quote makes one record of many rows: each of them counts, also where the result is well formed.</summary>
public sealed class SwallowedRowsTests : IDisposable
{
    private readonly RefreshBed _bed = new();

    [Fact]
    public async Task A_misplaced_quote_counts_as_all_rows_that_it_swallows()
    {
        Declare();
        Write(Enumerable.Range(1, 2000).Select(i => i switch { 500 => "500,\"12 inch,5", 1500 => "1500,24\" pipe,5", _ => $"{i},n,5" }));
        var problem = await FailedAsync();
        Assert.Contains("1,001 of 2,000 rows do not fit, and at most 1 % may be rejected: line 501:", problem, StringComparison.Ordinal);
        Assert.Contains("(the record goes on to line 1501, and counts as 1,001 rows)", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("…", problem, StringComparison.Ordinal);
        using var validate = RefreshCommand.Start(_bed, "validate", "--data");
        Assert.Contains("1,001 of 2,000 rows do not fit", (await validate.EndAsync()).Output, StringComparison.Ordinal);

        Declare("max_rejected: 1001, ");
        Assert.Contains(
            "1,001 of 2,000 rows of p__rows were rejected", Assert.Single((await _bed.SucceedAsync()).Warnings), StringComparison.Ordinal);
        Assert.Equal((999, 1), await _bed.ScalarAsync<(long, long)>(
            "select (select count(*) from bronze.p__rows), (select count(*) from bronze.p__rows__rejected)"));
        Assert.Equal((1001, 2000), await _bed.ScalarAsync<(long, long)>(
            "select (r ->> 'rejected')::bigint, (r ->> 'rows')::bigint from ops.api_table, jsonb_array_elements(rejected) as r"));
    }

    [Fact]
    public async Task A_record_whose_quotes_are_right_is_one_row_whatever_is_wrong_with_it_unless_its_lines_are_rows()
    {
        Declare();
        Write(["1,\"a", "b\",c,5", "x,n,5", "2,\"a", "b", "c\",d,5"]);
        Assert.Contains(
            "3 of 3 rows do not fit, and at most 1 % may be rejected: line 4, column id: 'x' is not an integer of 32 bits (1 value); "
                + "line 2: has 4 fields, and the header 3 (the record goes on to line 3) (2 rows)",
            await FailedAsync(), StringComparison.Ordinal);
        Write(["1,\"a,5", "2,n,5", "3,n,5", "4,n,5\",d,5", "5,n,5"]);
        Assert.Contains("(the record goes on to line 5, and counts as 4 rows)", await FailedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_ends_with_a_record_that_reaches_beyond_its_rows()
    {
        Declare();
        Write(Enumerable.Range(1, 12_000).Select(i => i switch
        {
            9_950 => "9950,\"12 inch,5", 10_010 => "10010,24\" pipe,5", _ => $"{i},n,5",
        }));
        using var validate = RefreshCommand.Start(_bed, "validate", "--data");
        var (code, said) = await validate.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("61 of the first 10,010 rows would be rejected", said, StringComparison.Ordinal);
        Assert.Contains("61 of 12,000 rows", Assert.Single((await _bed.SucceedAsync()).Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("delimiter: semicolon, ", "\n")]
    [InlineData("header: false, ", "\n")]
    [InlineData("load: append_new_files, ", "\n")]
    public async Task Rows_that_two_quotes_make_one_field_are_refused_until_the_table_says_that_they_are_one(string table, string end)
    {
        Declare(table);
        Write(
            Enumerable.Range(1, 60).Select(i => i switch { 10 => "10,\"Great,5", 20 => "20,,", 40 => "40,bad\",5", _ => $"{i},n,5" }),
            table, end);
        var problem = await FailedAsync();
        Assert.Contains("31 of 60 rows do not fit", problem, StringComparison.Ordinal);
        Assert.Contains(
            "a quoted field contains 29 lines that look like rows: is a quote missing? ('rows_in_quotes: true' of the table reads such "
                + "fields)",
            problem, StringComparison.Ordinal);

        Declare(table + "max_rejected: 100%, ");
        await _bed.SucceedAsync();
        Assert.Equal(29, await CountAsync());
        Declare(table + "max_rejected: 100%, rows_in_quotes: true, ");
        Assert.Equal(RunStatus.Succeeded, (await _bed.RunAsync(Anew)).Status);
        Assert.Equal(30, await CountAsync());
        Assert.Equal(
            31, await _bed.ScalarAsync<int>("select array_length(string_to_array(note, chr(10)), 1) from bronze.p__rows where id = 10"));
    }

    [Fact]
    public async Task A_swallowed_row_may_have_an_empty_field_in_quotes()
    {
        Declare();
        Write(["1,\"Great,5", "2,\"\",5", "3,n,\"\"", "4,bad\",5"]);
        Assert.Contains("4 of 4 rows do not fit", await FailedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_value_does_not_fit_because_rows_are_in_it_they_count_too()
    {
        Declare();
        Write(["\"1,Great,5", "2,n,5", "3,n,5", "4\",bad,5", "5,n,5"]);
        Assert.Contains("4 of 5 rows do not fit", await FailedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public async Task Where_all_columns_are_texts_the_number_of_fields_tells_if_there_are_enough_lines(int lines, bool isRefused)
    {
        Columns("{name: a, type: text}, {name: b, type: text}, {name: c, type: text}");
        Write(["x,\"y,z", .. Enumerable.Repeat("x,y,z", lines), "x,y\",z"]);
        if (isRefused)
            Assert.Contains($"contains {lines} lines that look like rows", await FailedAsync(), StringComparison.Ordinal);
        else
            await _bed.SucceedAsync();
    }

    [Theory]
    [InlineData("12 Main Street\nSpringfield\nIL, 62701\nUSA")]
    [InlineData("Dear all,\nwe met, talked, and left.\n1,2,3\nYours, Ann, Bob")]
    [InlineData("{\n\"\"a\"\": 1,\n\"\"b\"\": [1, 2],\n\"\"c\"\": 3\n}")]
    [InlineData("[\n1,\n2,\n3\n]")]
    [InlineData("a\n\n\n\nb")]
    [InlineData("a\n,,\n,,\n,,\nb")]
    [InlineData("a\n2,n,5\nb")]
    [InlineData("a\n2,n,5\n3,n,five\nb")]
    [InlineData("a\n2,n,5\n3,n,5,\nb")]
    [InlineData("Items:\n2,shirts,39\n1,hat,9\nThanks")]
    public async Task Texts_of_several_lines_are_read(string note)
    {
        Declare();
        Write([$"1,\"{note}\",5", "2,n,5"]);
        Assert.Empty((await _bed.SucceedAsync()).Warnings);
        Assert.Equal(
            note.Replace("\"\"", "\"", StringComparison.Ordinal),
            await _bed.ScalarAsync<string>("select note from bronze.p__rows where id = 1"));
    }

    [Theory]
    [InlineData("id", "integer", "7", "Order:\n2, burger\n1, fries\nno onions")]
    [InlineData("id", "integer", "7", "ACME Ltd\n12, High Street\n4, Rear Building\nLondon, UK")]
    [InlineData("day", "date", "2026-01-05", "Calls:\n2026-01-02, called\n2026-01-03, called again\ndone")]
    public async Task Texts_of_several_lines_in_two_columns_are_read(string key, string type, string value, string note)
    {
        _bed.Write(
            "p/sources.yml",
            $"sources: [{{name: p, path: data, tables: [{{name: rows, columns: [{{name: {key}, type: {type}}}, "
                + "{name: note, type: text}]}]}]")
            .Write("data/rows.csv", $"{key},note\n{value},\"{note}\"\n");
        Assert.Empty((await _bed.SucceedAsync()).Warnings);
        Assert.Equal(note, await _bed.ScalarAsync<string>("select note from bronze.p__rows"));
    }

    [Fact]
    public void A_column_does_not_say_how_its_table_is_quoted()
    {
        Columns("{name: id, type: integer, rows_in_quotes: true}");
        Assert.Contains("next to 'columns'", Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private static RunOptions Anew => new([], "command line", TimeSpan.Zero) { FullRefresh = true };

    private void Declare(string table = "") =>
        Columns("{name: id, type: integer}, {name: note, type: text}, {name: amt, type: integer}", table);

    private void Columns(string columns, string table = "") => _bed.Write(
        "p/sources.yml", $"sources: [{{name: p, path: data, tables: [{{name: rows, {table}columns: [{columns}]}}]}}]");

    private void Write(IEnumerable<string> rows, string table = "", string end = "\n")
    {
        var header = rows.First().StartsWith('x') ? "a,b,c" : "id,note,amt";
        var all = table.Contains("header", StringComparison.Ordinal) ? rows : rows.Prepend(header);
        var text = string.Concat(all.Select(r => r + end));
        _bed.Write(
            "data/rows.csv", table.Contains("semicolon", StringComparison.Ordinal) ? text.Replace(',', ';') : text);
    }

    private async Task<string> FailedAsync()
    {
        var outcome = Assert.Single((await _bed.RunAsync()).Outcomes);
        Assert.Equal(AttemptStatus.SourceFailed, outcome.Status);
        return outcome.Detail!;
    }

    private Task<long> CountAsync() => _bed.ScalarAsync<long>("select count(*) from bronze.p__rows");
}
