using System.Diagnostics.CodeAnalysis;
using Metrics.Engines.Postgres;
using Npgsql;

namespace Metrics.Api.Configuration;

/// <summary>The connection to the warehouse, checked before anything starts.</summary>
/// <param name="ConnectionString">Contains the password; never shown.</param>
internal sealed record WarehouseSettings(string ConnectionString)
{
    /// <summary>
    /// The settings, or one line that says what is missing. The line never repeats the given value, which may contain a password.
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

    /// <summary>Connections for everything but questions: the engine opens its own for those.</summary>
    public NpgsqlDataSource Open() => NpgsqlDataSource.Create(ConnectionString);

    /// <inheritdoc/>
    public override string ToString() => "the warehouse's connection";
}
