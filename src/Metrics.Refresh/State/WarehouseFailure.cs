using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>Tells a database that went away or refused from everything else that can go wrong.</summary>
internal static class WarehouseFailure
{
    /// <summary>
    /// What the database, or the way to it, said; null when it was something else. EF Core wraps what it takes for passing.
    /// </summary>
    public static NpgsqlException? In(Exception? error) => error switch
    {
        null => null,
        NpgsqlException said => said,
        _ => In(error.InnerException),
    };
}
