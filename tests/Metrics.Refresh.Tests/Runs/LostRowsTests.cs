using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Tests.Runs;

public sealed class LostRowsTests : IDisposable
{
    private readonly RefreshBed _bed = new RefreshBed().Write("p/models/gold/counted.sql", """
        /* key: n */
        select count(*) as n from {{ source('p', 'rows') }}
        """);

    [Theory]
    [InlineData("csv", "id\n")]
    [InlineData("csv", "")]
    [InlineData("ndjson", "")]
    [InlineData("ndjson", "\n\n")]
    [InlineData("json", "[]")]
    [InlineData("json", "")]
    public async Task A_file_without_a_row_does_not_replace_a_version_that_has_some(string format, string emptied)
    {
        await HavingAsync(format, "", rows: 120);
        _bed.Write("data/rows.txt", emptied);

        var report = await _bed.RunAsync();

        var failed = Assert.Single(report.Outcomes, o => o.Status == AttemptStatus.SourceFailed);
        Assert.Equal(120, failed.Version!.Rows);
        Assert.Equal(120, await CountAsync());
        if (emptied.Length == 0 && format == "csv")
        {
            Assert.Contains("R100", failed.Detail, StringComparison.Ordinal);
            Assert.Contains("is empty", failed.Detail, StringComparison.Ordinal);
            return;
        }

        Assert.Contains("R104", failed.Detail, StringComparison.Ordinal);
        Assert.Contains("no row is left, and the published version has 120", failed.Detail, StringComparison.Ordinal);
        // Again and again, until there are rows, or the author says that there need be none.
        Assert.Equal(RunStatus.Failed, (await _bed.RunAsync()).Status);
        Declare(format, "allow_empty: true, ");
        await _bed.SucceedAsync();
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task The_first_version_may_be_empty_and_so_may_one_after_it()
    {
        Declare("csv", "");
        _bed.Write("data/rows.txt", "id\n");
        await _bed.SucceedAsync();
        _bed.Write("data/rows.txt", "id\r\n");
        await _bed.SucceedAsync();
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_growing_table_that_is_read_anew_is_no_different()
    {
        await HavingAsync("csv", "load: append_new_files, ", rows: 3);
        _bed.Write("data/rows.txt", "id\n");
        Assert.Contains("R104", Assert.Single(
            (await _bed.RunAsync()).Outcomes, o => o.Status == AttemptStatus.SourceFailed).Detail, StringComparison.Ordinal);
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_seed_without_a_row_does_not_replace_one_that_has_some()
    {
        _bed.Write("p/seeds/seeds.yml", "seeds: [{name: words, columns: [{name: word, type: text}]}]")
            .Write("p/seeds/words.csv", "word\na\n");
        await HavingAsync("csv", "", rows: 1);
        _bed.Write("p/seeds/words.csv", "word\n");
        Assert.Contains("R104", Assert.Single(
            (await _bed.RunAsync()).Outcomes, o => o.Status == AttemptStatus.SourceFailed).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("json")]
    public async Task Less_than_half_of_the_rows_is_said_with_both_numbers_and_what_makes_it_a_failure(string format)
    {
        await HavingAsync(format, "", rows: 1_018);
        Write(format, 509);
        Assert.Empty((await _bed.SucceedAsync()).Warnings);
        Write(format, 254);

        var warning = Assert.Single((await _bed.SucceedAsync()).Warnings);

        Assert.Equal(
            "p__rows has 254 rows, and had 509 before; 'tests: [{row_count: {max_drop: 50%}}]' of the table makes this a failure", warning);
        Assert.Contains("had 509 before", await _bed.ScalarAsync<string>(
            "select warnings::text from ops.api_run order by started_at desc limit 1"), StringComparison.Ordinal);
        Declare(format, "tests: [{row_count: {max_drop: 50%}}], ");
        await _bed.SucceedAsync();
        Write(format, 20);
        Assert.Equal(AttemptStatus.TestFailed, (await _bed.RunAsync()).Outcomes.Single(o => o.Node.Name == "p__rows").Status);
        Assert.Equal(254, await CountAsync());
    }

    public void Dispose() => _bed.Dispose();

    private async Task HavingAsync(string format, string table, int rows)
    {
        Declare(format, table);
        Write(format, rows);
        await _bed.SucceedAsync();
    }

    private void Declare(string format, string table) => _bed.Write(
        "p/sources.yml",
        $"sources: [{{name: p, path: data, tables: [{{name: rows, file: rows.txt, format: {format}, {table}"
            + "columns: [{name: id, type: integer}]}]}]");

    private void Write(string format, int rows)
    {
        var ids = Enumerable.Range(1, rows).Select(i => format == "csv" ? $"{i}" : $$"""{"id": {{i}}}""").ToList();
        _bed.Write("data/rows.txt", format switch
        {
            "csv" => $"id\n{string.Join('\n', ids)}\n",
            "json" => $"[{string.Join(',', ids)}]",
            _ => string.Join('\n', ids),
        });
    }

    private Task<long> CountAsync() => _bed.ScalarAsync<long>("select n from gold.counted");
}
