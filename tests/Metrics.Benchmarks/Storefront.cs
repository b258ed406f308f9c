using System.Diagnostics;
using Metrics.Testing;

namespace Metrics.Benchmarks;

/// <summary>A throw-away server with the storefront pack refreshed over made-up transactions.</summary>
internal sealed class Storefront : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("metrics-bench-");
    private readonly PostgresServer _server = PostgresServer.Start();

    private Storefront() => ConnectionString = _server.CreateDatabase();

    public string ConnectionString { get; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["ConnectionStrings__Warehouse"] = ConnectionString,
        ["STOREFRONT_DATA"] = _data.FullName,
        ["Metrics__Keyless"] = "true",
    };

    public static async Task<Storefront> RefreshAsync(long transactions)
    {
        var storefront = new Storefront();
        var (refresh, project) = (Child.Program("Metrics.Refresh"), Path.Combine(storefront._data.FullName, "project"));
        ShippedProject.Copy("storefront", project);
        await Child.SampleAsync(storefront._data.FullName, transactions);
        await Child.RunAsync(refresh, storefront.Environment, "--project", project, "run");
        return storefront;
    }

    /// <summary>Runs the refresh's command line and returns what it wrote.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Child.Program("Metrics.Refresh"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? said : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    public void Dispose()
    {
        _server.Dispose();
        _data.Delete(recursive: true);
    }
}
