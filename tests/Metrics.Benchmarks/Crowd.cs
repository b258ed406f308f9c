using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Metrics.Benchmarks;

/// <summary>
/// Many requests at once from a process of their own: those who are measured meanwhile share the machine with it, but not their client.
/// </summary>
internal static class Crowd
{
    /// <summary>Asks for each of these URLs once, all at once, and returns what was answered and after how many milliseconds.</summary>
    public static async Task<List<(string Code, double Milliseconds)>> AskAsync(IReadOnlyCollection<string> urls, TimeSpan longest)
    {
        var start = new ProcessStartInfo("curl",
        [
            "--silent", "--no-progress-meter", "--parallel", "--parallel-immediate", "--parallel-max",
            urls.Count.ToString(CultureInfo.InvariantCulture),
            "--max-time", longest.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
            "--write-out", "%{http_code} %{time_total}\\n", "--config", "-",
        ])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var curl = Process.Start(start)!;
        var config = new StringBuilder();
        foreach (var url in urls)
            config.Append(CultureInfo.InvariantCulture, $"url = \"{url}\"\noutput = \"/dev/null\"\n");
        await curl.StandardInput.WriteAsync(config.ToString());
        curl.StandardInput.Close();
        var said = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Select(parts => (parts[0], 1000 * double.Parse(parts[1], CultureInfo.InvariantCulture)))
            .ToList();
    }
}
