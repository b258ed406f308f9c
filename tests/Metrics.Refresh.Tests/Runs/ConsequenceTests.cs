namespace Metrics.Refresh.Tests.Runs;

/// <summary>What a run says of one failure and all that it takes with it.</summary>
public sealed class ConsequenceTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Tables_that_only_miss_a_failed_one_are_told_in_one_line_with_it()
    {
        File.Delete(Path.Combine(_bed.Project.Path, "data/orders.csv"));
        using var process = RefreshCommand.Start(_bed, "run");
        var (exitCode, output) = await process.EndAsync();
        Assert.NotEqual(0, exitCode);
        // The last line says once more what was not published.
        var lines = output.TrimEnd().Split('\n');
        Assert.Contains("not published: ", lines[^1], StringComparison.Ordinal);
        var line = Assert.Single(lines[..^1], l => l.Contains("sales", StringComparison.Ordinal));
        Assert.True(line.Contains("shop__orders ended as source_failed, so these were skipped: fct_orders, sales",
            StringComparison.Ordinal), line);
    }
}
