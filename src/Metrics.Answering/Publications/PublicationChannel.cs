using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>The channel that a publication is told on.</summary>
internal static class PublicationChannel
{
    /// <summary>Has this connection told of publications from now on, where its server can tell.</summary>
    public static async Task ListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("listen metrics_published", connection);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported)
        {
            // A standby cannot listen; polling alone keeps the promise.
        }
    }
}
