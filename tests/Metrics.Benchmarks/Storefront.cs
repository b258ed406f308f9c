using System.Globalization;
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
    };

    public static async Task<Storefront> RefreshAsync(long transactions)
    {
        var storefront = new Storefront();
        var (refresh, project) = (Child.Program("Metrics.Refresh"), Path.Combine(Repository.Root, "warehouse"));
        await Child.RunAsync(refresh, storefront.Environment, "--project", project, "sample", "storefront", "--transactions", transactions.ToString(CultureInfo.InvariantCulture));
        await Child.RunAsync(refresh, storefront.Environment, "--project", project, "run");
        return storefront;
    }

    public void Dispose()
    {
        _server.Dispose();
        _data.Delete(recursive: true);
    }
}
