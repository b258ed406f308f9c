using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>
/// Changes whenever anything changes in the contract views that a snapshot is read from; much cheaper to read than a snapshot.
/// </summary>
internal sealed record PublicationStamp(int Schema, long Publication, string Tables)
{
    // Only these columns of a pointer can change while its version stays. A clock that is set back in the refresh does not matter, since
    // stamps are only compared for equality.
    private const string Sql =
        """
        select (select version from ops.api_schema), (select coalesce(max(publication), 0) from ops.api_publication),
               (select coalesce(sum(hashtextextended(
                  concat_ws('|', model, version, publication, published_at, checked_at, held, last_attempt), 0)), 0)::text
                from ops.api_table)
        """;

    /// <summary>Null when the views do not exist or may not be read; reading a snapshot then says which.</summary>
    public static async Task<PublicationStamp?> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            return new PublicationStamp(reader.GetInt32(0), reader.GetInt64(1), reader.GetString(2));
        }
        catch (PostgresException e) when (PublicationReader.IsNotReady(e))
        {
            return null;
        }
    }
}
