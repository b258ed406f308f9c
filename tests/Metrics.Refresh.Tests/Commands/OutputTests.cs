using System.Text.Json;
using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.Commands;

/// <summary>What a run writes into a pipe.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task A_run_in_a_pipe_is_plain_lines_without_one_for_every_table_that_is_as_it_was()
    {
        var first = await SaidAsync("run");
        Assert.Contains("sales built: version 1,", first, StringComparison.Ordinal);
        Assert.Contains("Run succeeded: publication 1,", first, StringComparison.Ordinal);
        Assert.DoesNotContain("{", first, StringComparison.Ordinal);
        var lines = (await SaidAsync("run")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.EndsWith(" tables unchanged", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Run succeeded: nothing to publish,", StringComparison.Ordinal));
        Assert.True(lines.Length <= 4, string.Join('\n', lines));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Json_is_written_where_it_is_asked_for_with_every_text_once(bool byVariable)
    {
        if (byVariable)
            _bed.Project.Environment["METRICS_LOG_FORMAT"] = "json";
        var said = await SaidAsync(byVariable ? ["run"] : ["run", "--log-format", "json"]);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var sales = Assert.Single(lines, l => l.GetProperty("message").GetString()!.StartsWith("sales built", StringComparison.Ordinal));
        Assert.Equal(1, sales.GetProperty("Version").GetInt64());
        Assert.Equal("Information", sales.GetProperty("level").GetString());
        Assert.All(lines, l => Assert.Single(l.EnumerateObject(), p => p.Value.ToString() == l.GetProperty("message").GetString()));
        Assert.DoesNotContain("null", await SaidAsync("run", "--log-format", "json"), StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private async Task<string> SaidAsync(params string[] arguments)
    {
        using var process = RefreshProcess.Start(_bed, arguments);
        var (code, said) = await process.EndAsync();
        Assert.True(code == 0, said);
        return said;
    }
}
