using System.Globalization;
using Metrics.Api.Tests.Warehouses;
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
        ConnectionString = RefreshCommand.CreateDatabase(server ?? PostgresServer.Shared);
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
        var (ended, output, errors) = RefreshCommand.Run(
            ProjectFolder,
            new Dictionary<string, string>
            {
                ["ConnectionStrings__Warehouse"] = ConnectionString, [$"{_pack.ToUpperInvariant()}_DATA"] = Data,
            },
            _limit, arguments);
        Assert.True(ended == code, output + errors);
        return code == 0 ? output : output + errors;
    }

    public void Dispose()
    {
        Directory.Delete(Data, recursive: true);
        Directory.Delete(Project, recursive: true);
        GC.SuppressFinalize(this);
    }
}
