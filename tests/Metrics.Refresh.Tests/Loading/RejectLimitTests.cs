using System.Text.RegularExpressions;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Tests.Loading;

public sealed class RejectLimitTests : IDisposable
{
    private readonly RefreshBed _bed = new RefreshBed().Write("metrics.yml", "name: limits\nrefresh: {longest_statement: 1ms}\n");

    public static TheoryData<string, string> Kinds => new()
    {
        { "csv", "key: id" },
        { "ndjson", "key: id" },
        { "json", "key: id" },
        { "csv", "key: id, load: append_new_files" },
        { "ndjson", "key: id, load: append_new_files, merge: by_key" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task More_than_one_row_in_a_hundred_fails_and_the_last_good_version_stays(string format, string table)
    {
        Declare(format, table);
        Write("a", format, good: 100, bad: 0);
        await _bed.SucceedAsync();
        Write("b", format, good: 97, bad: 3, from: 1_000);
        Assert.Contains("3 of ", await FailedAsync(), StringComparison.Ordinal);
        Assert.Equal(100, await CountAsync());
        Assert.Equal(AttemptStatus.SourceFailed, (await _bed.RunAsync(Anew)).Outcomes.Single().Status);
        Assert.Equal(100, await CountAsync());

        Write("b", format, good: 99, bad: 1, from: 1_000);
        var report = await _bed.SucceedAsync();
        Assert.Equal(199, await CountAsync());
        var warning = Assert.Single(report.Warnings);
        Assert.Contains("rows of p__rows were rejected", warning, StringComparison.Ordinal);
        Assert.Contains("'bad'", warning, StringComparison.Ordinal);
        Assert.Equal((1, 200), await _bed.ScalarAsync<(long, long)>(
            "select (r ->> 'rejected')::bigint, (r ->> 'rows')::bigint from ops.api_table, jsonb_array_elements(rejected) as r"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_of_which_no_row_is_left_fails_whatever_the_limit_is_but_all(string format, string table)
    {
        Declare(format, table + ", max_rejected: 50");
        Write("a", format, good: 100, bad: 0);
        await _bed.SucceedAsync();
        Write("b", format, good: 0, bad: 5);
        Assert.Contains(
            "all rows of 'b.txt' were rejected", (await _bed.RunAsync(Anew)).Outcomes.Single().Detail, StringComparison.Ordinal);
        Assert.Equal(100, await CountAsync());

        Declare(format, table + ", max_rejected: 100%");
        await _bed.SucceedAsync();
        Assert.Equal(100, await CountAsync());
    }

    [Theory]
    [InlineData("ndjson", "{\"Id\": 1, \"Bad\": 5}\n{\"Id\": 2}\n", "they have 'Bad', 'Id'")]
    [InlineData("ndjson", "{\"Device\": {\"Os\": {\"Name\": 5}, \"Tags\": [1]}}\n", "they have 'Device.Os.Name', 'Device.Tags'")]
    [InlineData("json", "{\"data\": [{\"id\": 1}, {\"id\": 2}]}", "they have 'data'")]
    [InlineData("json", "[{}, {}]", "its records have no properties")]
    public async Task Records_that_have_nothing_that_is_declared_are_no_success(string format, string text, string hint)
    {
        Declare(format, "max_rejected: 100%");
        _bed.Write("data/in/a.txt", text);
        var detail = (await _bed.RunAsync()).Outcomes.Single().Detail;
        Assert.Contains("R100", detail, StringComparison.Ordinal);
        Assert.Contains("no record of 'a.txt' has any of 'id'", detail, StringComparison.Ordinal);
        Assert.Contains(hint, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max_rejected: 0", 0, true)]
    [InlineData("max_rejected: 0", 1, false)]
    [InlineData("max_rejected: 7", 7, true)]
    [InlineData("max_rejected: 7", 8, false)]
    [InlineData("max_rejected: 5%", 5, true)]
    [InlineData("max_rejected: 5%", 6, false)]
    [InlineData("max_rejected: 0.5 %", 1, false)]
    [InlineData("max_rejected: 1%", 1, true)]
    [InlineData("max_rejected: 100%", 100, true)]
    [InlineData("max_rejected: 99", 99, true)]
    [InlineData("max_rejected: 99.99%", 100, false)]
    public async Task A_limit_is_a_number_or_a_share_of_the_rows(string limit, int bad, bool loads)
    {
        Declare("csv", limit);
        Write("a", "csv", good: 100 - bad, bad: bad);
        Assert.Equal(loads ? RunStatus.Succeeded : RunStatus.Failed, (await _bed.RunAsync()).Status);
    }

    [Fact]
    public async Task A_row_that_does_not_fit_is_told_with_its_file_when_only_one_of_many_is_read()
    {
        Declare("csv", "key: id, load: append_new_files, merge: by_key");
        Write("a", "csv", good: 100, bad: 0);
        await _bed.SucceedAsync();
        Write("b", "csv", good: 5, bad: 5, from: 1_000);
        Assert.Contains("'b.txt' line", await FailedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_case_of_the_unread_dates_is_no_success_and_says_what_would_read_them()
    {
        Columns("{name: day, type: date}, {name: n, type: integer}");
        var days = Enumerable.Range(1, 69).Select(i => $"2021{1 + (i % 12):D2}{1 + (i % 28):D2},{i}\n");
        _bed.Write("data/rows.csv", $"day,n\n{string.Concat(days)}");
        var problem = await FailedAsync();
        Assert.Contains("R101", problem, StringComparison.Ordinal);
        Assert.Contains("69 of 69 rows do not fit", problem, StringComparison.Ordinal);
        Assert.Contains("column day: '20210202' is not a date", problem, StringComparison.Ordinal);
        Assert.Contains("'format: YYYYMMDD' column 'day'", problem, StringComparison.Ordinal);
        Assert.Equal(0, await _bed.ScalarAsync<long>("select count(*) from ops.published_table"));

        // What the message says works.
        Columns("{name: day, type: date, format: YYYYMMDD}, {name: n, type: integer}");
        await _bed.SucceedAsync();
        Assert.Equal(69, await CountAsync());
    }

    [Theory]
    [InlineData("date", "31/12/2024", "format: DD/MM/YYYY")]
    [InlineData("date", "12/31/2024", "format: MM/DD/YYYY")]
    [InlineData("date", "1/31/2024", "format: M/D/YYYY")]
    [InlineData("date", "31.12.24", "format: DD.MM.YY")]
    [InlineData("date", "2024-12-31 10:20:30", "format: YYYY-MM-DD HH:MM:SS")]
    [InlineData("timestamp", "31/12/2024 9:20", "format: DD/MM/YYYY H:MM")]
    [InlineData("timestamp", "20241231T092000", "format: YYYYMMDDTHHMMSS")]
    [InlineData("timestamptz", "20241231T092000Z", "format: YYYYMMDDTHHMMSSZ")]
    [InlineData("time", "9:20 PM", "format: H:MM AM")]
    [InlineData("date", "2026-05-01 10:00:00", "type: timestamp")]
    [InlineData("date", "2026-05-01T10:00:00+02:00", "type: timestamptz")]
    [InlineData("date", "31/12/2024 9:20", "type: timestamp, format: DD/MM/YYYY H:MM")]
    [InlineData("timestamp", "2026-05-01T10:00:00+02:00", "type: timestamptz")]
    [InlineData("timestamp", "2026-05-01T10:00:00Z", "type: timestamptz")]
    [InlineData("timestamp", "20241231T092000Z", "type: timestamptz, format: YYYYMMDDTHHMMSSZ")]
    [InlineData("timestamptz", "2026-05-01T10:00:00", "type: timestamp")]
    [InlineData("time", "2026-05-01T10:00:00", "type: timestamp")]
    [InlineData("time", "2026-05-01T10:00:00Z", "type: timestamptz")]
    [InlineData("integer", "3000000000", "type: bigint")]
    [InlineData("integer", "1.50", "type: \"decimal(18,2)\"")]
    [InlineData("bigint", "1.1250", "type: \"decimal(20,4)\"")]
    [InlineData("bigint", "12345678901234567890", "type: \"decimal(28,4)\"")]
    [InlineData("'decimal(9,2)'", "1.1250", "type: \"decimal(20,4)\"")]
    [InlineData("boolean", "2", "type: integer")]
    [InlineData("boolean", "ja", "type: text")]
    [InlineData("uuid", "A-1001", "type: text")]
    [InlineData("'decimal(9,2)'", "'1,50'", "decimal_mark: ','")]
    [InlineData("double", "'1,50'", "decimal_mark: ','")]
    [InlineData("integer", "N/A", "nulls: ['N/A']")]
    public async Task The_advice_given_reads_the_values(string type, string value, string advice)
    {
        var key = advice.Split(':')[0];
        var text = $"x;n\n{string.Concat(Enumerable.Repeat(value.Trim('\'') + ";1\n", 3))}";
        _bed.Write("data/rows.csv", text);
        Columns($"{{name: x, type: {type}}}, {{name: n, type: integer}}", "delimiter: ';', ");
        Assert.Contains($"'{advice}'", await FailedAsync(), StringComparison.Ordinal);
        var (column, table) = key switch
        {
            "type" => ($"{{name: x, {advice}}}", ""),
            "format" => ($"{{name: x, type: {type}, format: '{advice[8..]}'}}", ""),
            _ => ($"{{name: x, type: {type}}}", $"{advice}, "),
        };
        Columns($"{column}, {{name: n, type: integer}}", $"delimiter: ';', {table}");
        await _bed.SucceedAsync();
        Assert.Equal(3, await CountAsync());
    }

    [Theory]
    [InlineData("integer", "1.000")]
    [InlineData("bigint", "-1.234.567")]
    [InlineData("'decimal(9,2)'", "12.345")]
    public async Task Nobody_is_told_to_read_what_may_be_thousands_as_a_fraction(string type, string value)
    {
        _bed.Write("data/rows.csv", $"x;n\n{string.Concat(Enumerable.Repeat(value + ";1\n", 3))}");
        Columns($"{{name: x, type: {type}}}, {{name: n, type: integer}}", "delimiter: ';', ");
        Assert.DoesNotContain("decimal(2", await FailedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date", "2026-01-31", "02/14/2026", "'format: MM/DD/YYYY'", "but 99")]
    [InlineData("'decimal(9,2)'", "1.50", "'1,50'", "'decimal_mark: ',''", "but 99")]
    [InlineData("integer", "5", "3000000000", "'type: bigint'", "and none")]
    [InlineData("integer", "5", "N/A", "'nulls: ['N/A']'", "and none")]
    [InlineData("integer", "5", "1.5", "'type: \"decimal(18,2)\"'", "and none")]
    [InlineData("timestamp", "2026-01-31T10:00:00", "2026-01-31T10:00:00Z", "'type: timestamptz'", "but 99")]
    [InlineData("date", "2026-01-31", "01/02/2026", "'format: DD/MM/YYYY' or 'format: MM/DD/YYYY'", "but 99")]
    public async Task Advice_says_how_many_rows_of_the_others_it_would_refuse(
        string type, string good, string bad, string other, string refused)
    {
        string Rows(string value, int count) => string.Concat(Enumerable.Repeat($"{value.Trim('\'')};1\n", count));
        string Text(int goods) => $"x;n\n{Rows(good, goods)}{Rows(bad, 2)}";
        var where = other.Contains("nulls", StringComparison.Ordinal) || other.Contains("mark", StringComparison.Ordinal)
            ? " for the whole table" : "";
        var advice = $"with {other}{where} column 'x' would read what it refused, {refused} of the 101 rows {Lost(refused)}";
        var column = $"{{name: x, type: {type}}}, {{name: n, type: integer}}";
        _bed.Write("data/rows.csv", Text(99));
        Columns(column, "delimiter: ';', ");
        Assert.Contains(advice, await FailedAsync(), StringComparison.Ordinal);
        // Below the limit it is a warning, which says the same; and validate says it beforehand.
        Columns(column, "delimiter: ';', max_rejected: 2, ");
        Assert.Contains(advice, Assert.Single((await _bed.SucceedAsync()).Warnings), StringComparison.Ordinal);
        using var validate = RefreshCommand.Start(_bed, "validate", "--data");
        var (code, said) = await validate.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("warning R102", said, StringComparison.Ordinal);
        Assert.Contains(advice, said, StringComparison.Ordinal);
        // Of a large file the first rows are looked at, and called so.
        _bed.Write("data/rows.csv", Text(20_000));
        Columns(column, "delimiter: ';', max_rejected: 1, ");
        Assert.Contains(
            $"{refused.Replace("99", "10,000", StringComparison.Ordinal)} of the first 10,000 rows {Lost(refused)}",
            await FailedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    // Another column is wrong too, before or behind it, or the record is; what nothing reads is refused either way.
    [InlineData("day date, amount decimal(9,2)", "31.01.2026;1,50", "31.01.2026;1,50", "day", "format: DD.MM.YYYY", "and none of the 12")]
    [InlineData("amount decimal(9,2), day date", "1.50;31.01.2026", "1,50;31.01.2026", "day", "format: DD.MM.YYYY", "and none of the 12")]
    [InlineData("day date, n integer", "31.01.2026;1", "?;1", "day", "format: DD.MM.YYYY", "and none of the 12")]
    [InlineData("day date, n integer", "31.01.2026;1", "31.01.2026;1;2", "day", "format: DD.MM.YYYY", "and none of the 12")]
    [InlineData("n integer, other integer", "3000000000;x", "5;5", "n", "type: bigint", "and none of the 12")]
    // Good values that it would refuse, also where a column before it hides them.
    [InlineData("day date, n integer", "31.01.2026;1", "2026-01-31;1", "day", "format: DD.MM.YYYY", "but 9 of the 12")]
    [InlineData("n integer, day date", "1;31.01.2026", "x;2026-01-31", "day", "format: DD.MM.YYYY", "but 9 of the 12")]
    // Of another column, by a key that is the whole table's.
    [InlineData("a decimal(9,2), b decimal(9,2)", "1,50;1.50", "1,50;1,50", "a", "decimal_mark: ','", "but 3 of the 12")]
    [InlineData("a decimal(9,2), b double", "1,50;1", "1,50;1.5", "a", "decimal_mark: ','", "but 9 of the 12")]
    [InlineData("a integer, b text required", "N/A;x", "5;N/A", "a", "nulls: ['N/A']", "but 9 of the 12")]
    [InlineData("a integer, b text required", "N/A;x", "5;y", "a", "nulls: ['N/A']", "and none of the 12")]
    public async Task Advice_is_measured_by_the_values_that_are_read_now_whatever_else_is_wrong_with_their_rows(
        string columns, string odd, string other, string column, string advised, string cost)
    {
        string Rows(string row, int count) => string.Concat(Enumerable.Repeat(row + "\n", count));
        var declared = columns.Split(", ").Select(c => c.Split(' '));
        Columns(
            string.Join(", ", declared.Select(c => $"{{name: {c[0]}, type: '{c[1]}'{(c.Length > 2 ? ", required: true" : "")}}}")),
            "delimiter: ';', ");
        _bed.Write("data/rows.csv", $"{string.Join(';', declared.Select(c => c[0]))}\n{Rows(odd, 3)}{Rows(other, 9)}");
        Assert.Matches(
            $"with '{Regex.Escape(advised)}'( for the whole table)? column '{column}' would read [^;]*, "
                + $"{cost} rows {Lost(cost.Split(' ')[1])}",
            await FailedAsync());
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task All_columns_with_values_that_do_not_fit_are_named_at_once_each_with_an_example_and_what_would_read_it(string format)
    {
        Columns(
            "{name: n, type: integer}, {name: day, type: date}, {name: amount, type: 'decimal(9,2)'}, {name: note, type: text}",
            $"file: rows.csv, format: {format}, {(format == "csv" ? "delimiter: ';', " : "")}");
        string[] rows = ["1;31.01.2026;1,50;x", "3000000000;31.01.2026;2,50;x", "3;2026-01-31;3,50;x"];
        _bed.Write("data/rows.csv", format == "csv" ? $"n;day;amount;note\n{string.Join('\n', rows)}\n"
            : string.Concat(rows.Select(r => r.Split(';')).Select(r =>
                $$"""{"n": {{r[0]}}, "day": "{{r[1]}}", "amount": "{{r[2]}}", "note": "{{r[3]}}"}{{'\n'}}""")));
        var problem = await FailedAsync();
        Assert.Contains("3 of 3 rows do not fit", problem, StringComparison.Ordinal);
        Assert.Matches("line [0-9], column day: '31.01.2026' [^;]* \\(2 values\\)", problem);
        Assert.Matches("line [0-9], column amount: '1,50' [^;]* \\(3 values\\)", problem);
        Assert.Matches("line [0-9], column n: '3000000000' [^;]* \\(1 value\\)", problem);
        Assert.DoesNotContain("note", problem, StringComparison.Ordinal);
        Assert.Contains("with 'format: DD.MM.YYYY' column 'day' would read what it refused", problem, StringComparison.Ordinal);
        Assert.Contains(
            "with 'decimal_mark: ','' for the whole table column 'amount' would read what it refused", problem, StringComparison.Ordinal);
        Assert.Contains("with 'type: bigint' column 'n' would read what it refused", problem, StringComparison.Ordinal);
        // Each row is kept once, with all of its columns.
        _bed.Write("p/sources.yml", File.ReadAllText(Path.Combine(_bed.Project.Path, "p/sources.yml"))
            .Replace("file: rows.csv, ", "file: rows.csv, max_rejected: 100%, ", StringComparison.Ordinal));
        await _bed.SucceedAsync();
        Assert.Equal(
            ["amount", "day, amount", "n, day, amount"],
            await _bed.QueryAsync<string>("select column_name from bronze.p__rows__rejected order by length(column_name)"));
        Assert.Equal(
            "n: '3000000000' is not an integer of 32 bits; day: '31.01.2026' is not a date of the form YYYY-MM-DD; "
                + "amount: '2,50' is not a decimal number",
            await _bed.ScalarAsync<string>("select reason from bronze.p__rows__rejected where column_name like 'n, %'"));
    }

    [Fact]
    public async Task Of_many_columns_that_do_not_fit_five_are_shown_and_the_rest_named()
    {
        string[] names = ["a", "b", "c", "d", "e", "f", "g"];
        Columns(string.Join(", ", names.Select(n => $"{{name: {n}, type: integer}}")));
        _bed.Write("data/rows.csv", $"{string.Join(',', names)}\n{string.Join(',', names.Select(n => "no_" + n))}\n1,2\n");
        var problem = await FailedAsync();
        Assert.Contains(
            "column e: 'no_e' is not an integer of 32 bits (1 value); and 3 more: f, g, whole rows", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("no_f", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Day_and_month_that_may_be_either_are_both_named()
    {
        Columns("{name: x, type: date}");
        _bed.Write("data/rows.csv", "x\n01/02/2024\n03/04/2024\n");
        Assert.Contains("'format: DD/MM/YYYY' or 'format: MM/DD/YYYY'", await FailedAsync(), StringComparison.Ordinal);
        _bed.Write("data/rows.csv", "x\n01/02/2024\n03/14/2024\n");
        Assert.Contains("with 'format: MM/DD/YYYY' column", await FailedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decimal(10, 3)", "1,000", false)]
    [InlineData("double", "1,000", false)]
    [InlineData("double", "12,345,678", false)]
    [InlineData("double", "1e999", false)]
    [InlineData("decimal(10, 3)", "0,125", true)]
    [InlineData("double", "-0,125", true)]
    [InlineData("double", "1,5", true)]
    public async Task No_decimal_mark_is_advised_that_would_read_thousands_as_a_fraction(string type, string value, bool isAdvised)
    {
        Columns($"{{name: x, type: '{type}'}}, {{name: y, type: integer}}", "delimiter: ';', ");
        _bed.Write("data/rows.csv", $"x;y\n0.5;1\n{value};2\n");
        var problem = await FailedAsync();
        Assert.Equal(isAdvised, problem.Contains("with 'decimal_mark: ','' for the whole table column 'x'", StringComparison.Ordinal));
        Assert.Equal(isAdvised, problem.Contains("decimal_mark", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Advice_says_how_many_rows_would_mean_something_else_then()
    {
        Columns("{name: day, type: date, format: DD/MM/YYYY}");
        _bed.Write("data/rows.csv", "day\n01/02/2026\n02/02/2026\n31/01/2026\n02/13/2026\n");
        Assert.Contains(
            "'format: MM/DD/YYYY' column 'day' would read what it refused, but 1 of the 4 rows has a value that is read now and would be "
                + "refused then and 1 of the 4 rows has a value that would be read as another, or as null",
            await FailedAsync(), StringComparison.Ordinal);
        Columns("{name: n, type: integer}, {name: who, type: text}");
        _bed.Write("data/rows.csv", "n,who\n1,NA\nNA,me\n3,NA\n");
        Assert.Contains(
            "with 'nulls: ['NA']' for the whole table column 'n' would read what it refused, but 2 of the 3 rows have a value that would "
                + "be read as another, or as null",
            await FailedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_value_is_shown_where_a_column_is_secret()
    {
        Columns("{name: x, type: date}, {name: y, type: text, secret: true}");
        _bed.Write("data/rows.csv", "x,y\n20240131,hush\n");
        var problem = await FailedAsync();
        Assert.DoesNotContain("20240131", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", problem, StringComparison.Ordinal);
        Assert.Contains("column x: the value is not a date", problem, StringComparison.Ordinal);
        Assert.Contains("'format: YYYYMMDD'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_limit_cannot_be_is_said()
    {
        foreach (var wrong in new[] { "-1", "101%", "many", "1.5", "%", "" })
            Assert.Null(RejectLimit.Parse(wrong));
        Columns("{name: x, type: date}", "max_rejected: many, ");
        Assert.Contains("'max_rejected' must be a number of rows", Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private static string Lost(string refused) =>
        $"{(refused.EndsWith("none", StringComparison.Ordinal) ? "has" : "have")} a value that is read now and would be refused then";

    private static RunOptions Anew => new([], "command line", TimeSpan.Zero) { FullRefresh = true };

    private async Task<string> FailedAsync()
    {
        var report = await _bed.RunAsync();
        var outcome = Assert.Single(report.Outcomes);
        Assert.Equal(AttemptStatus.SourceFailed, outcome.Status);
        return outcome.Detail!;
    }

    private void Declare(string format, string table) =>
        Columns("{name: id, type: integer}, {name: name, type: text}", $"file: 'in/*.txt', format: {format}, {table}, ");

    private void Columns(string columns, string table = "") => _bed.Write(
        "p/sources.yml", $"sources: [{{name: p, path: data, tables: [{{name: rows, {table}columns: [{columns}]}}]}}]");

    private void Write(string file, string format, int good, int bad, int from = 1)
    {
        var ids = Enumerable.Range(from, good).Select(i => i.ToString()).Concat(Enumerable.Repeat("bad", bad));
        var records = ids.Select(i => format == "csv" ? $"{i},x" : $$"""{"id": {{(i == "bad" ? "\"bad\"" : i)}}, "name": "x"}""");
        _bed.Write($"data/in/{file}.txt", format switch
        {
            "csv" => $"id,name\n{string.Concat(records.Select(r => r + "\n"))}",
            "json" => $"[{string.Join(",\n", records)}]",
            _ => string.Concat(records.Select(r => r + "\n")),
        });
    }

    private Task<long> CountAsync() => _bed.ScalarAsync<long>("select count(*) from bronze.p__rows");
}
