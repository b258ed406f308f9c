using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>Distinguishes a database that refused or could not be reached from all other failures.</summary>
internal static class WarehouseFailure
{
    /// <summary>
    /// The error of the database or of the connection to it; null for other errors. EF Core wraps errors that it regards as transient.
    /// </summary>
    public static NpgsqlException? In(Exception? error) => error switch
    {
        null => null,
        NpgsqlException said => said,
        _ => In(error.InnerException),
    };
}
