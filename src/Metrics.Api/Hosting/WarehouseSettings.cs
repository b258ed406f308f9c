using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Metrics.Api.Hosting;

/// <summary>The connection to the warehouse, checked before anything starts.</summary>
internal static class WarehouseSettings
{
    // The driver waits 15 s for a connection; whoever asks for readiness should not.
    private const int ConnectSeconds = 3;

    /// <summary>The data source, or the one line that says what is missing; the line never repeats what was set, which may hold a password.</summary>
    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out NpgsqlDataSource? data, [NotNullWhen(false)] out string? error)
    {
        (data, error) = (null, null);
        var text = configuration.GetConnectionString("Warehouse");
        if (string.IsNullOrWhiteSpace(text))
        {
            error = "ConnectionStrings__Warehouse is not set; it names the PostgreSQL database to read (Host=…;Database=…;Username=metrics_api)";
            return false;
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text) { ApplicationName = "metrics-api", Timezone = "UTC" };
            if (!settings.ContainsKey("Timeout"))
                settings.Timeout = ConnectSeconds;
            data = NpgsqlDataSource.Create(settings);
            return true;
        }
        catch (ArgumentException)
        {
            error = "ConnectionStrings__Warehouse is not a PostgreSQL connection string (Host=…;Database=…;Username=…)";
            return false;
        }
    }
}
