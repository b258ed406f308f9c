using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>A small published storefront on a server that logs every statement it receives, without the values.</summary>
public sealed class LoggedStorefront : IDisposable
{
    private readonly PostgresServer _server = PostgresServer.Start(
        "log_statement=all", "log_parameter_max_length=0", "log_min_messages=log", "log_min_error_statement=panic");

    public LoggedStorefront() => Warehouse = new StorefrontWarehouse(_server).Sample(400, 21).Refresh();

    public StorefrontWarehouse Warehouse { get; }

    /// <summary>Every line written so far.</summary>
    public IEnumerable<string> Log => File.ReadLines(_server.LogFile);

    public void Dispose()
    {
        Warehouse.Dispose();
        _server.Dispose();
    }
}
