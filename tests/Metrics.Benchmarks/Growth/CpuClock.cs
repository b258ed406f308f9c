using System.Globalization;

namespace Metrics.Benchmarks.Growth;

/// <summary>
/// Processor time of this program, of those it started, and of a PostgreSQL server, whatever else the machine is busy with.
/// </summary>
internal sealed class CpuClock(string dataFolder)
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds so far.</summary>
    public double Read()
    {
        var postmaster = File.ReadLines(Path.Combine(dataFolder, "postmaster.pid")).First();
        var server = Directory.GetDirectories("/proc").Select(d => Stat(Path.GetFileName(d))).OfType<string[]>()
            .Where(s => s[0] == postmaster || s[3] == postmaster)
            .Sum(s => Ticks(s, 13, 14) + (s[0] == postmaster ? Ticks(s, 15, 16) : 0));
        return (server + Ticks(Stat("self")!, 13, 14, 15, 16)) / TicksPerSecond;
    }

    private static long Ticks(string[] stat, params int[] fields) => fields.Sum(f => long.Parse(stat[f], CultureInfo.InvariantCulture));

    // The name in the second field may hold spaces, so it is cut out.
    private static string[]? Stat(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return [text[..text.IndexOf(' ')], "", .. text[(text.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
