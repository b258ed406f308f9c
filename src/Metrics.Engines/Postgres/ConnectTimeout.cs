using System.Data.Common;

namespace Metrics.Engines.Postgres;

/// <summary>
/// How long opening a connection may take: what the connection string says, or else 3 s. The driver's default is 15 s, longer than callers
/// wait.
/// </summary>
public static class ConnectTimeout
{
    private const int Usual = 3;

    /// <summary>The seconds for a connection string, such as <c>30</c> for <c>Host=db;Timeout=30</c>.</summary>
    public static int SecondsOf(string connectionString)
    {
        // The driver's builder claims to contain every keyword that it knows.
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return given.ContainsKey("Timeout") ? new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Timeout : Usual;
    }
}
