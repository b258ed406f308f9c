using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>The channel that publications are announced on.</summary>
internal static class PublicationChannel
{
    /// <summary>Subscribes this connection to announcements of publications, where its server supports that.</summary>
    public static async Task ListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("listen metrics_published", connection);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported)
        {
            // A standby cannot listen; polling alone is enough.
        }
    }
}
