using System.Diagnostics.CodeAnalysis;
using Metrics.Engines.Postgres;
using Npgsql;

namespace Metrics.Api.Configuration;

/// <summary>The connection to the warehouse, checked before anything starts.</summary>
/// <param name="ConnectionString">With the password; never shown.</param>
internal sealed record WarehouseSettings(string ConnectionString)
{
    /// <summary>
    /// The settings, or the one line that says what is missing; the line never repeats what was set, which may hold a password.
    /// </summary>
    public static bool TryRead(
        IConfiguration configuration, [NotNullWhen(true)] out WarehouseSettings? warehouse, [NotNullWhen(false)] out string? error)
    {
        (warehouse, error) = (null, null);
        var text = configuration.GetConnectionString("Warehouse");
        if (string.IsNullOrWhiteSpace(text))
        {
            error = "ConnectionStrings__Warehouse is not set; "
                + "it names the PostgreSQL database to read (Host=…;Database=…;Username=metrics_api)";
            return false;
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text)
            {
                ApplicationName = "metrics-api", Timezone = "UTC", Timeout = ConnectTimeout.SecondsOf(text),
            };
            warehouse = new WarehouseSettings(settings.ConnectionString);
            return true;
        }
        catch (ArgumentException)
        {
            error = "ConnectionStrings__Warehouse is not a PostgreSQL connection string (Host=…;Database=…;Username=…)";
            return false;
        }
    }

    /// <summary>Connections for everything but questions, which the engine opens its own for.</summary>
    public NpgsqlDataSource Open() => NpgsqlDataSource.Create(ConnectionString);

    /// <inheritdoc/>
    public override string ToString() => "the warehouse's connection";
}
