using System.Diagnostics;
using System.Globalization;
using Metrics.Testing;
using Xunit.Abstractions;

namespace Metrics.Refresh.Tests.Crashes;

/// <summary>A few runs of <c>scripts/chaos.sh</c>; the script makes many, over more rows.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Runs_that_are_struck_leave_no_wrong_answer_and_the_next_ones_are_clean()
    {
        // Built beside this test by its project file, in the same configuration.
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            Repository.Root, "tests", "Metrics.Benchmarks", "bin", build.Parent!.Name, build.Name, "Metrics.Benchmarks.dll");
        var seed = Environment.TickCount.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            "dotnet", [program, "chaos", "7", "10000", seed]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(said);
        Assert.True(process.ExitCode == 0, said);
    }
}
