using System.Diagnostics;
using System.Globalization;
using Metrics.Testing;

namespace Metrics.Api.Tests.Packs;

/// <summary>One pack of the shipped project, in a separate database, over a test's files.</summary>
public class PackWarehouse : IDisposable
{
    // Generous: a refresh takes seconds, and a busy machine many times as long.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(6);
    private readonly string _pack;

    public PackWarehouse(string pack, PostgresServer? server = null)
    {
        _pack = pack;
        ConnectionString = (server ?? PostgresServer.Shared).CreateDatabase();
        ShippedProject.Copy(pack, ProjectFolder);
    }

    public string ConnectionString { get; }

    /// <summary>The folder of the pack's source files.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("metrics-data-").FullName;

    /// <summary>A folder with a copy of <c>warehouse/</c>, of that pack and the calendar.</summary>
    public string Project { get; } = Directory.CreateTempSubdirectory("metrics-project-").FullName;

    public string ProjectFolder => Path.Combine(Project, "warehouse");

    /// <summary>Writes made-up files of so many times the normal size.</summary>
    public void WriteSample(decimal scale, ulong seed) => PackSample.Write(
        _pack, Data, "--scale", scale.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes an API key: <c>Key("--scopes", "query")</c>.</summary>
    public string Key(params string[] arguments) => Command(["keys", "create", "--name", "test", .. arguments]).Trim();

    /// <summary>Runs the refresh's command line, checks that it succeeds, and returns what it wrote.</summary>
    public string Command(params string[] arguments) => Command(0, arguments);

    /// <summary>The same where it ends with another code; what it wrote, errors behind.</summary>
    public string Command(int code, params string[] arguments)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            Repository.Root, "src", "Metrics.Refresh", "bin", output.Parent!.Name, output.Name, "Metrics.Refresh.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--project", ProjectFolder, .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Warehouse"] = ConnectionString;
        start.Environment[$"{_pack.ToUpperInvariant()}_DATA"] = Data;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(_limit), "the refresh did not end");
        Assert.True(process.ExitCode == code, said.Result + errors.Result);
        return code == 0 ? said.Result : said.Result + errors.Result;
    }

    public void Dispose()
    {
        Directory.Delete(Data, recursive: true);
        Directory.Delete(Project, recursive: true);
        GC.SuppressFinalize(this);
    }
}
