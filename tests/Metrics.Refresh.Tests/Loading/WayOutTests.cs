using System.Text;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Tests.Loading;

/// <summary>A refusal says the way out that fits, and what costs rows comes last.</summary>
public sealed class WayOutTests : IDisposable
{
    private readonly RefreshBed _bed = new();

    [Fact]
    public async Task Bytes_that_are_no_utf_8_are_said_to_be_so_with_the_encoding_that_reads_them_and_what_it_costs()
    {
        Declare("{name: id, type: integer}, {name: word, type: text}");
        var western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        byte[] rows =
        [
            .. "id,word\n"u8, .. western.GetBytes(string.Concat(Enumerable.Range(1, 30).Select(i => $"{i},zurückgesandt\n"))),
            .. Encoding.UTF8.GetBytes("31,größe\n32,plain\n"),
        ];
        Write(rows);

        var problem = await FailedAsync();

        Assert.Contains("has bytes that are not valid in UTF-8, as which the file is read", problem, StringComparison.Ordinal);
        Assert.Contains(
            "with 'encoding: windows-1252' for the whole table column 'word' would read what it refused, but 1 of the 32 rows has a value "
                + "that would be read as another, or as null; else 'max_rejected'",
            problem, StringComparison.Ordinal);
        Assert.EndsWith("throws these rows away", problem, StringComparison.Ordinal);
        Write(western.GetBytes("id,word\n1,zurückgesandt\n"));
        Declare("{name: id, type: integer}, {name: word, type: text}", "encoding: windows-1252, ");
        await _bed.SucceedAsync();
        Assert.Equal("zurückgesandt", await _bed.ScalarAsync<string>("select word from bronze.p__rows"));
    }

    [Theory]
    [InlineData("decimal(9,2)", "2.0.1")]
    [InlineData("integer", "A-17")]
    [InlineData("bigint", "12B")]
    [InlineData("double", "10.4.1-rc2")]
    public async Task Codes_that_are_no_numbers_are_texts(string type, string code)
    {
        Declare($"{{name: v, type: '{type}'}}, {{name: n, type: integer}}");
        _bed.Write("data/rows.csv", $"v,n\n1,1\n2,1\n{code},1\n");
        Assert.Contains(
            "with 'type: text' column 'v' would read what it refused, and none of the 3 rows", await FailedAsync(),
            StringComparison.Ordinal);
        // What is no code is not called one.
        _bed.Write("data/rows.csv", "v,n\n1,1\n2,1\nsee below,1\n");
        Assert.DoesNotContain("type: text", await FailedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public async Task A_file_without_a_byte_is_empty_and_lacks_no_columns(string text)
    {
        Declare("{name: id, type: integer}, {name: name, type: text}");
        _bed.Write("data/rows.csv", text);
        var problem = await FailedAsync();
        Assert.Contains("rows.csv' is empty", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("lacks", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("header: false", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_one_of_several_files_calls_otherwise_is_a_matter_of_that_file()
    {
        Declare("{name: id, type: integer}, {name: amount, type: integer}", "file: 'in/*.csv', ");
        foreach (var day in new[] { 1, 2, 4 })
            _bed.Write($"data/in/{day}.csv", "id,amount\n1,2\n");
        _bed.Write("data/in/3.csv", "id,total\n1,2\n");

        var problem = await FailedAsync();

        Assert.Contains("in/3.csv' lacks the declared column 'amount'", problem, StringComparison.Ordinal);
        Assert.Contains(
            "3 other files of this table have 'amount': name the columns in this file as they are there, or give it a table of its own",
            problem, StringComparison.Ordinal);
        Assert.DoesNotContain("'header' of a column", problem, StringComparison.Ordinal);
        // Where no file has it, it is the declaration.
        foreach (var day in new[] { 1, 2, 4 })
            _bed.Write($"data/in/{day}.csv", "id,total\n1,2\n");
        Assert.Contains("'header' of a column", await FailedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_it_is_where_the_files_are_json()
    {
        Declare("{name: id, type: integer}", "file: 'in/*.json', format: json, ");
        _bed.Write("data/in/1.json", """[{"id": 1}]""").Write("data/in/2.json", """[{"key": 1}]""");
        Assert.Contains("1 other file of this table has some", await FailedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ndjson", """{"id": 1, "name": "a", "id": 2}""", "id")]
    [InlineData("json", """[{"id": 1, "name": "a", "id": null}]""", "id")]
    [InlineData("ndjson", """{"id": 1, "in": {"city": "a"}, "in": {"land": "b"}}""", "in")]
    [InlineData("ndjson", """{"id": 1, "in": {"city": "a", "city": "a"}}""", "city")]
    public async Task A_record_that_has_a_property_twice_is_rejected(string format, string record, string property)
    {
        Declare(
            "{name: id, type: integer}, {name: name, type: text}, {name: city, header: in.city, type: text}, "
                + "{name: land, header: in.land, type: text}, {name: pin, drop: true}", $"format: {format}, file: rows.csv, ");
        _bed.Write("data/rows.csv", record);
        Assert.Contains($"has '{property}' more than once", await FailedAsync(), StringComparison.Ordinal);
        // What is not stored may be there as often as it likes.
        _bed.Write("data/rows.csv", """{"id": 1, "pin": 1, "pin": 2, "more": 1, "more": 2}""" + "\n");
        Declare("{name: id, type: integer}, {name: pin, drop: true}", "format: ndjson, file: rows.csv, ");
        await _bed.SucceedAsync();
    }

    [Theory]
    [InlineData("YYYY-MM", "2026-03", "2026-03-01")]
    [InlineData("MM/YYYY", "12/2025", "2025-12-01")]
    [InlineData("M.YY", "3.26", "2026-03-01")]
    [InlineData("YYYYMM", "202603", "2026-03-01")]
    public async Task A_month_is_its_first_day(string format, string text, string day)
    {
        Declare($"{{name: month, type: date, format: {format}}}, {{name: n, type: integer}}");
        _bed.Write("data/rows.csv", $"month,n\n{text},1\n");
        await _bed.SucceedAsync();
        Assert.Equal(day, await _bed.ScalarAsync<string>("select month::text from bronze.p__rows"));
        _bed.Write("data/rows.csv", "month,n\n2026-13,1\n");
        await FailedAsync();
    }

    [Fact]
    public async Task A_date_that_meets_months_is_told_how_they_are_read()
    {
        Declare("{name: month, type: date}, {name: n, type: integer}");
        _bed.Write("data/rows.csv", "month,n\n2026-03,1\n2026-04,1\n");
        Assert.Contains("with 'format: YYYY-MM' column 'month' would read what it refused", await FailedAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private void Declare(string columns, string table = "") => _bed.Write(
        "p/sources.yml", $"sources: [{{name: p, path: data, tables: [{{name: rows, {table}columns: [{columns}]}}]}}]");

    private void Write(byte[] bytes)
    {
        _bed.Write("data/rows.csv", "");
        File.WriteAllBytes(Path.Combine(_bed.Project.Path, "data/rows.csv"), bytes);
    }

    private async Task<string> FailedAsync()
    {
        var outcome = Assert.Single((await _bed.RunAsync()).Outcomes);
        Assert.Equal(AttemptStatus.SourceFailed, outcome.Status);
        return outcome.Detail!;
    }
}
