using System.Diagnostics;
using Xunit;

namespace Metrics.Testing;

/// <summary>Debian's nginx with a test's configuration, in the foreground.</summary>
public sealed class NginxServer : IDisposable
{
    private static readonly string? _program = Find();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-nginx-");
    private readonly Process _process;

    private NginxServer(string configuration)
    {
        var file = Path.Combine(_folder.FullName, "nginx.conf");
        File.WriteAllText(file, configuration.Replace("/tmp/nginx", Path.Combine(_folder.FullName, "nginx"), StringComparison.Ordinal));
        _process = Process.Start(
            new ProcessStartInfo(
                _program ?? throw new InvalidOperationException(NginxFactAttribute.Absent),
                ["-c", file, "-p", _folder.FullName, "-g", "daemon off;"])
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Said += line.Data + "\n";
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether this machine has an nginx.</summary>
    public static bool IsHere => _program is not null;

    /// <summary>What it wrote about errors.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Starts it, with its files in a separate folder.</summary>
    public static NginxServer Start(string configuration) => new(configuration);

    /// <summary>Ends it with its workers.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            kill.WaitForExit();
            _process.WaitForExit(10_000);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Append("/usr/sbin")
        .Select(p => Path.Combine(p, "nginx"))
        .FirstOrDefault(File.Exists);
}

/// <summary>A fact about a real nginx; reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxFactAttribute : FactAttribute
{
    internal const string Absent = "nginx is not installed: as root, apt-get install -y nginx";

    /// <summary>Skips when there is none.</summary>
    public NginxFactAttribute()
    {
        if (!NginxServer.IsHere)
            Skip = Absent;
    }
}

/// <summary>A theory about a real nginx; reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips when there is none.</summary>
    public NginxTheoryAttribute()
    {
        if (!NginxServer.IsHere)
            Skip = NginxFactAttribute.Absent;
    }
}
