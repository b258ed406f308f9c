using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Tests.Versions;

public sealed class GrowingRollbackTests : IDisposable
{
    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: grow\nrefresh: {keep_versions: 5}\n")
        .Write("p/sources.yml",
            """
            sources:
              - name: raw
                path: data
                tables:
                  - name: things
                    load: append_new_files
                    key: id
                    file: in/*.csv
                    columns: [{name: id, type: integer}, {name: name, type: text}]
            """)
        .Write(
            "p/models/gold/counted.sql",
            "/* key: name */ select name, count(*)::bigint as things from {{ source('raw', 'things') }} group by name");

    [Fact]
    public async Task Going_back_is_refused_while_a_file_that_would_be_read_again_is_gone_or_changed()
    {
        var first = await ThreeDaysAsync();
        var before = await _bed.FootprintAsync();
        Delete("b");
        File("c", 3, "drei");
        var refused = Assert.Single((await _bed.RollBackAsync(new RollbackTarget.Publication(first))).Diagnostics);
        Assert.Equal("R112", refused.Code.Id);
        Assert.Contains(
            "2 files again that are missing or have changed since: 'b.csv', 'c.csv'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--discard-history", refused.Hint, StringComparison.Ordinal);
        Assert.Contains("sources.yml", refused.Location!.Value.File, StringComparison.Ordinal);
        Assert.Equal(before, await _bed.FootprintAsync());

        // Bytes count, not names.
        File("c", 3, "three");
        _bed.Write("data/in/b again.csv", "id,name\n2,two\n");
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(first))).Succeeded(out _));
        Assert.Equal(["1"], await IdsAsync());
        await _bed.SucceedAsync();
        Assert.Equal(["1", "2", "3"], await IdsAsync());
        Assert.Equal(3, await _bed.ScalarAsync<long>("select sum(things)::bigint from gold.counted"));
    }

    [Fact]
    public async Task A_file_that_goes_between_the_rollback_and_the_next_run_is_missed_by_that_run()
    {
        var first = await ThreeDaysAsync();
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(first))).Succeeded(out _));
        Delete("b");
        var report = await _bed.RunAsync();
        var things = Assert.Single(report.Outcomes, o => o.Node.Name == "raw__things");
        Assert.Equal(AttemptStatus.SourceFailed, things.Status);
        Assert.Contains("R112", things.Detail, StringComparison.Ordinal);
        Assert.Contains("'b.csv'", things.Detail, StringComparison.Ordinal);
        Assert.Equal(["1"], await IdsAsync());

        File("b", 2, "two");
        await _bed.SucceedAsync();
        Assert.Equal(["1", "2", "3"], await IdsAsync());
        // Read again and published: it may go now, as any other.
        Delete("b");
        await _bed.SucceedAsync();
        Assert.Equal(["1", "2", "3"], await IdsAsync());
    }

    [Fact]
    public async Task A_file_that_is_corrected_after_the_rollback_is_not_said_to_be_gone_and_is_read_as_it_is_when_told_to()
    {
        var first = await ThreeDaysAsync();
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(first))).Succeeded(out _));
        File("b", 22, "two");
        var refused = Assert.Single((await _bed.RunAsync("raw__things")).Outcomes).Detail;
        Assert.Contains("files that it had read before that have other rows now: 'b.csv'", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", refused, StringComparison.Ordinal);
        await _bed.RunAsync(new RunOptions([], "command line", TimeSpan.Zero) { DiscardHistory = true });
        Assert.Equal(["1", "22", "3"], (await IdsAsync()).Order());
    }

    [Fact]
    public async Task Their_rows_are_given_up_by_a_rollback_or_a_run_that_is_told_to()
    {
        var first = await ThreeDaysAsync();
        Delete("b");
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(first), discardHistory: true)).Succeeded(out var rolled));
        Assert.Contains(
            rolled.Warnings, w => w.StartsWith("given up", StringComparison.Ordinal) && w.Contains("'b.csv'", StringComparison.Ordinal));
        // What was given up once is not asked for again; what was not still is.
        Delete("c");
        Assert.Contains("'c.csv'", Assert.Single((await _bed.RunAsync("raw__things")).Outcomes).Detail, StringComparison.Ordinal);
        var told = await _bed.RunAsync(new RunOptions(["raw__things"], "command line", TimeSpan.Zero) { DiscardHistory = true });
        Assert.Equal(RunStatus.Succeeded, told.Status);
        await _bed.SucceedAsync();
        Assert.Equal(["1"], await IdsAsync());
    }

    [Fact]
    public async Task A_source_that_was_not_there_yet_then_owes_all_its_files()
    {
        string[] later = ["p/sources.yml", "p/models/gold/counted.sql"];
        var texts = later.Select(f => System.IO.File.ReadAllText(Path.Combine(_bed.Project.Path, f))).ToList();
        foreach (var file in later)
            System.IO.File.Delete(Path.Combine(_bed.Project.Path, file));
        _bed.Write("p/models/gold/one.sql", "/* key: id */ select 1 as id");
        var empty = (await _bed.SucceedAsync()).Publication!.Value;
        foreach (var (file, text) in later.Zip(texts))
            _bed.Write(file, text);
        File("a", 1, "one");
        await _bed.SucceedAsync();
        Delete("a");
        var refused = Assert.Single((await _bed.RollBackAsync(new RollbackTarget.Publication(empty))).Diagnostics);
        Assert.Contains("'a.csv'", refused.Message, StringComparison.Ordinal);
        File("a", 1, "one");
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(empty))).Succeeded(out _));
        Delete("a");
        File("b", 2, "two");
        var report = await _bed.RunAsync("raw__things");
        Assert.Contains("'a.csv'", Assert.Single(report.Outcomes).Detail, StringComparison.Ordinal);
        File("a", 1, "one");
        await _bed.SucceedAsync();
        Assert.Equal(["1", "2"], await IdsAsync());
    }

    public void Dispose() => _bed.Dispose();

    private async Task<long> ThreeDaysAsync()
    {
        File("a", 1, "one");
        var first = (await _bed.SucceedAsync()).Publication!.Value;
        File("b", 2, "two");
        await _bed.SucceedAsync();
        File("c", 3, "three");
        await _bed.SucceedAsync();
        return first;
    }

    private void File(string name, int id, string word) => _bed.Write($"data/in/{name}.csv", $"id,name\n{id},{word}\n");

    private void Delete(string name) => System.IO.File.Delete(Path.Combine(_bed.Project.Path, $"data/in/{name}.csv"));

    private Task<IReadOnlyList<string>> IdsAsync() => _bed.QueryAsync<string>("select id::text from bronze.raw__things order by 1");
}
