using Metrics.Api.Tests.Storefront;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>A small published storefront that the tests of a class share and do not change.</summary>
public sealed class SmallStorefront : IDisposable
{
    public StorefrontWarehouse Warehouse { get; } = new StorefrontWarehouse().Sample(400, 21).Refresh();

    public void Dispose() => Warehouse.Dispose();
}
