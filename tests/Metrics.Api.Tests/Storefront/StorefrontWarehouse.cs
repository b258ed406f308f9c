using System.Diagnostics;
using System.Globalization;
using Metrics.Testing;

namespace Metrics.Api.Tests.Storefront;

/// <summary>The project that ships, in a database of its own, over files of a test.</summary>
public sealed class StorefrontWarehouse : IDisposable
{
    private const int TimeLimit = 180_000;

    public StorefrontWarehouse(PostgresServer? server = null)
    {
        ConnectionString = (server ?? PostgresServer.Shared).CreateDatabase();
        TrackedFiles.CopyTo(Project, f => f.StartsWith("warehouse/", StringComparison.Ordinal));
    }

    public string ConnectionString { get; }

    /// <summary>The folder of devices.csv, stores.csv and transactions.csv.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("metrics-data-").FullName;

    /// <summary>A folder with a copy of <c>warehouse/</c>.</summary>
    public string Project { get; } = Directory.CreateTempSubdirectory("metrics-project-").FullName;

    public string ProjectFolder => Path.Combine(Project, "warehouse");

    /// <summary>Writes made-up files of the real shape.</summary>
    public StorefrontWarehouse Sample(int transactions, int seed)
    {
        Run("sample", "storefront", "--out", Data, "--transactions", transactions.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Copies the real files.</summary>
    public StorefrontWarehouse Real()
    {
        foreach (var name in (string[])["device", "store", "transaction"])
            File.Copy(RealData.File("sumup", $"{name}.csv"), Path.Combine(Data, $"{name}s.csv"));
        return this;
    }

    /// <summary>Writes a file of the project.</summary>
    public StorefrontWarehouse Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(ProjectFolder, file), text);
        return this;
    }

    /// <summary>Publishes what the files say.</summary>
    public StorefrontWarehouse Refresh()
    {
        Run("run");
        return this;
    }

    /// <summary>Makes an API key: <c>Key("--scopes", "query")</c>.</summary>
    public string Key(params string[] arguments) => Run(["keys", "create", "--name", "test", .. arguments]).Trim();

    /// <summary>Runs the refresh's command line, checks that it succeeds, and returns what it wrote.</summary>
    public string Command(params string[] arguments) => Run(arguments);

    public void Dispose()
    {
        Directory.Delete(Data, recursive: true);
        Directory.Delete(Project, recursive: true);
    }

    private string Run(params string[] arguments)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "Metrics.Refresh", "bin", output.Parent!.Name, output.Name, "Metrics.Refresh.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--project", ProjectFolder, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ConnectionStrings__Warehouse"] = ConnectionString;
        start.Environment["STOREFRONT_DATA"] = Data;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeLimit), "the refresh did not end");
        Assert.True(process.ExitCode == 0, said.Result + errors.Result);
        return said.Result;
    }
}
