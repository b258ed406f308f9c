using System.Globalization;

namespace Metrics.Api.Tests.Packs;

/// <summary>
/// A pack over its sample, refreshed once and served, shared by the tests of a class: of the normal size, or of <c>METRICS_PACK_SCALE</c>
/// times that.
/// </summary>
public abstract class PublishedPack : IDisposable
{
    private static readonly decimal _scale =
        decimal.Parse(
            Environment.GetEnvironmentVariable("METRICS_PACK_SCALE") is { Length: > 0 } scale ? scale : "1", CultureInfo.InvariantCulture);

    private protected PublishedPack(string pack)
    {
        Warehouse = new PackWarehouse(pack);
        Warehouse.WriteSample(_scale, seed: 1);
        Warehouse.Command("run");
        AdminKey = Warehouse.Key("--scopes", "query,catalog,admin");
        Api = new ApiHost(Warehouse.ConnectionString);
    }

    public PackWarehouse Warehouse { get; }

    /// <summary>Reads also what is said of tables with secret columns.</summary>
    public string AdminKey { get; }

    internal ApiHost Api { get; }

    public void Dispose()
    {
        Api.Dispose();
        Warehouse.Dispose();
        GC.SuppressFinalize(this);
    }
}
