using System.Data.Common;

namespace Metrics.Engines.Postgres;

/// <summary>
/// How long a connection may take to be made: what the connection string says, else 3 s. The driver itself waits 15 s, longer than whoever
/// asks.
/// </summary>
public static class ConnectTimeout
{
    private const int Usual = 3;

    /// <summary>The seconds for a connection string, such as <c>30</c> for <c>Host=db;Timeout=30</c>.</summary>
    public static int SecondsOf(string connectionString)
    {
        // The driver's own builder says of every keyword it knows that it contains it.
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return given.ContainsKey("Timeout") ? new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Timeout : Usual;
    }
}
