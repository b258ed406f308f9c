using Metrics.Domain.Refreshing;

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
    public async Task Whole_records_of_several_lines_beside_wrong_columns_are_told_with_their_rows()
    {
        Declare();
        Write(["1,\"a", "b\",c,5", "x,n,5", "2,\"a", "b", "c\",d,5"]);
        Assert.Contains(
            "6 of 6 rows do not fit, and at most 1 % may be rejected: line 4, column id: 'x' is not an integer of 32 bits (1 value); "
                + "line 2: has 4 fields, and the header 3 (the record goes on to line 3, and counts as 2 rows) (5 rows)",
            await FailedAsync(), StringComparison.Ordinal);
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

    public void Dispose() => _bed.Dispose();

    private void Declare(string table = "") =>
        Columns("{name: id, type: integer}, {name: note, type: text}, {name: amt, type: integer}", table);

    private void Columns(string columns, string table = "") => _bed.Write(
        "p/sources.yml", $"sources: [{{name: p, path: data, tables: [{{name: rows, {table}columns: [{columns}]}}]}}]");

    private void Write(IEnumerable<string> rows) =>
        _bed.Write("data/rows.csv", string.Concat(rows.Prepend("id,note,amt").Select(r => r + "\n")));

    private async Task<string> FailedAsync()
    {
        var outcome = Assert.Single((await _bed.RunAsync()).Outcomes);
        Assert.Equal(AttemptStatus.SourceFailed, outcome.Status);
        return outcome.Detail!;
    }
}
