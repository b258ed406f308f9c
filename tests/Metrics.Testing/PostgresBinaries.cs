namespace Metrics.Testing;

/// <summary>Where this machine keeps PostgreSQL's server programs.</summary>
public static class PostgresBinaries
{
    /// <summary>
    /// The folder with <c>initdb</c> and <c>pg_ctl</c>: <c>METRICS_PG_BIN</c>, Debian's versioned folders (newest first), or the PATH.
    /// </summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var major) ? major : 0)
                .Select(d => Path.Combine(d, "bin"))
            : [];
        string?[] places =
        [
            Environment.GetEnvironmentVariable("METRICS_PG_BIN"), .. debian,
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'),
        ];
        return places.FirstOrDefault(
            p => !string.IsNullOrEmpty(p) && File.Exists(Path.Combine(p, "initdb")) && File.Exists(Path.Combine(p, "pg_ctl")))
            ?? throw new InvalidOperationException("No PostgreSQL server programs found; ./test.sh installs them.");
    }
}
