using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;

namespace Metrics.Refresh.Tests.Versions;

public sealed class EqualFilesTests : IDisposable
{
    private const string Day = "shop,amount\nA,10\nB,5\n";
    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: tills\nrefresh: {longest_statement: 1ms, keep_versions: 5}\n")
        .Write("p/sources.yml", """
            sources:
              - name: p
                path: data
                tables:
                  - name: till
                    file: "till/*.csv"
                    load: append_new_files
                    columns: [{name: shop, type: text}, {name: amount, type: integer}]
                  - {name: till_replace, file: "till/*.csv", columns: [{name: shop, type: text}, {name: amount, type: integer}]}
            """);

    [Fact]
    public async Task Two_files_of_equal_bytes_count_twice_in_one_run_and_in_two()
    {
        Till("mon");
        Till("tue");
        await _bed.SucceedAsync();
        Assert.Equal((30, 30), await SumsAsync());
        Till("wed");
        await _bed.SucceedAsync();
        Assert.Equal((45, 45), await SumsAsync());
        var before = await _bed.FootprintAsync();
        await _bed.SucceedAsync();
        Assert.Equal(before, await _bed.FootprintAsync());
    }

    [Fact]
    public async Task A_file_that_is_renamed_or_delivered_again_counts_once_and_the_run_says_so()
    {
        Till("mon");
        await _bed.SucceedAsync();
        File.Move(FileOf("mon"), FileOf("monday"));
        var report = await _bed.SucceedAsync();
        Assert.Contains(report.Warnings, w => w.Contains("files of p__till", StringComparison.Ordinal));
        Assert.Contains(report.Warnings, w => w.Contains("'monday.csv' for 'mon.csv'", StringComparison.Ordinal));
        Assert.Equal((15, 15), await SumsAsync());

        // Beside each other they are two.
        Till("mon");
        await _bed.SucceedAsync();
        Assert.Equal((30, 30), await SumsAsync());
    }

    [Fact]
    public async Task A_file_that_went_and_came_back_is_the_same()
    {
        Till("mon");
        Till("tue", "shop,amount\nA,1\n");
        await _bed.SucceedAsync();
        File.Delete(FileOf("mon"));
        await _bed.SucceedAsync("p__till");
        Till("mon");
        var report = await _bed.SucceedAsync();
        Assert.Empty(report.Warnings);
        Assert.Equal((16, 16), await SumsAsync());
    }

    [Fact]
    public async Task A_log_that_is_rotated_is_read_once()
    {
        Till("log");
        await _bed.SucceedAsync("p__till");
        File.Move(FileOf("log"), FileOf("log.1"));
        Till("log", "shop,amount\nA,100\n");
        await _bed.SucceedAsync("p__till");
        Assert.Equal(115, await _bed.ScalarAsync<long>("select sum(amount) from bronze.p__till"));
        File.Move(FileOf("log"), FileOf("log.2"));
        Till("log", Day);
        await _bed.SucceedAsync("p__till");
        Assert.Equal(130, await _bed.ScalarAsync<long>("select sum(amount) from bronze.p__till"));
    }

    [Fact]
    public async Task After_a_rollback_the_second_of_two_equal_files_is_due_again()
    {
        Till("mon");
        await _bed.SucceedAsync();
        var publication = await _bed.ScalarAsync<long>("select max(publication) from ops.publication");
        Till("tue");
        await _bed.SucceedAsync();
        File.Delete(FileOf("tue"));
        Assert.False((await _bed.RollBackAsync(new RollbackTarget.Publication(publication))).Succeeded(out _));
        Till("tue");
        Assert.True((await _bed.RollBackAsync(new RollbackTarget.Publication(publication))).Succeeded(out _));
        Assert.Equal((15, 15), await SumsAsync());

        File.Delete(FileOf("tue"));
        Assert.Equal(AttemptStatus.SourceFailed, (await _bed.RunAsync("p__till")).Outcomes.Single().Status);
        Till("tue");
        await _bed.SucceedAsync();
        Assert.Equal((30, 30), await SumsAsync());
    }

    public void Dispose() => _bed.Dispose();

    private void Till(string day, string text = Day) => _bed.Write($"data/till/{day}.csv", text);

    private string FileOf(string day) => Path.Combine(_bed.Project.Path, $"data/till/{day}.csv");

    private Task<(long, long)> SumsAsync() => _bed.ScalarAsync<(long, long)>(
        "select (select sum(amount) from bronze.p__till), (select sum(amount) from bronze.p__till_replace)");
}
