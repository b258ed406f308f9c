using System.Globalization;
using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>A clean clone in a folder that only its owner may enter, as below a home folder of mode 700.</summary>
internal sealed class Clone : IDisposable
{
    private const string MadeIn = "Making a private PostgreSQL cluster in ";
    private readonly HashSet<string> _elsewhere = [];

    // A temporary folder is of mode 700 by itself.
    public Clone() => TrackedFiles.CopyTo(Folder, f => !f.StartsWith("tests/", StringComparison.Ordinal));

    public string Folder { get; } = Directory.CreateTempSubdirectory("metrics-clone-").FullName;

    public string Address { get; } = $"127.0.0.1:{FreePort.Find()}";

    /// <summary>Starts <c>run.sh</c> from another folder.</summary>
    public StartedProcess Run() => new("/", [Path.Combine(Folder, "run.sh")], new Dictionary<string, string?>
    {
        ["ASPNETCORE_URLS"] = $"http://{Address}",
        ["ConnectionStrings__Warehouse"] = null,
        ["METRICS_API_PASSWORD"] = null,
        ["METRICS_PROJECT"] = null,
        ["Metrics__Keyless"] = null,
        ["STOREFRONT_DATA"] = null,
        ["GREENERY_DATA"] = null,
        ["SUBSCRIPTIONS_DATA"] = null,
    });

    /// <summary>Command lines of everything that runs out of this clone.</summary>
    public IReadOnlyList<string> Running() => Processes()
        .Select(p => p.CommandLine)
        .Where(c => c.Contains(Folder, StringComparison.Ordinal) || _elsewhere.Any(e => c.Contains(e, StringComparison.Ordinal)))
        .ToList();

    /// <summary>The process that a start made of a program; null when there is none.</summary>
    public static int? ChildOf(StartedProcess start, string program) => Processes()
        .Where(p => p.CommandLine.Contains(program, StringComparison.Ordinal) && ParentOf(p.Id) == start.Id)
        .Select(p => (int?)p.Id)
        .FirstOrDefault();

    /// <summary>Remembers where root's cluster went, since that is not in this folder.</summary>
    public void Heed(string said)
    {
        foreach (var line in said.Split('\n').Where(l => l.StartsWith(MadeIn, StringComparison.Ordinal)))
            _elsewhere.Add(line[MadeIn.Length..].Trim());
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        foreach (var folder in _elsewhere.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<(int Id, string CommandLine)> Processes() => Directory.GetDirectories("/proc")
        .Where(d => int.TryParse(Path.GetFileName(d), out _))
        .Select(d => (int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture), CommandLine(d)));

    private static int ParentOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("PPid:", StringComparison.Ordinal));
            return int.Parse(line[5..].Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return 0;
        }
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return "";
        }
    }
}
