using System.Diagnostics;
using System.Globalization;
using Metrics.Testing;
using Xunit.Abstractions;

namespace Metrics.Refresh.Tests.Crashes;

/// <summary>A few runs of <c>scripts/chaos.sh</c>; the script makes many, over more rows.</summary>
[Trait("Draws", "Wild")]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Runs_that_are_struck_leave_no_wrong_answer_and_the_next_ones_are_clean()
    {
        // Built beside this test by its project file, in the same configuration.
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            Repository.Root, "tests", "Metrics.Benchmarks", "bin", build.Parent!.Name, build.Name, "Metrics.Benchmarks.dll");
        var seed = Draws.Seed(1907).ToString(CultureInfo.InvariantCulture);
        // Each kind of mishap once, and in full size again in other orders.
        var strikes = Draws.Count(7, 20).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            "dotnet", [program, "chaos", strikes, "10000", seed]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(said);
        Assert.True(process.ExitCode == 0, said);
    }
}
