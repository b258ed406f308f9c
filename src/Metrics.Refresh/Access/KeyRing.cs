using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Access;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Access;

/// <summary>The API keys of a warehouse. Every API process is notified of each change immediately, and also polls for changes.</summary>
internal sealed class KeyRing(NpgsqlDataSource data, TimeProvider clock)
{
    private const string Told = "update ops.access_change set change = change + 1; notify metrics_keys;";

    /// <summary>
    /// Creates a key; its text is returned only here. Null when <paramref name="once"/> is set and a key of its name ever existed.
    /// </summary>
    public async Task<(string Id, string Text)?> CreateAsync(StoredKey wanted, bool once, CancellationToken ct)
    {
        var (id, text) = AccessKeyText.New();
        var hash = new byte[AccessKeyText.HashLength];
        AccessKeyText.Hash(text, hash);
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (once && await WasThereAsync(connection, wanted.Name, ct))
            return null;
        await using (var insert = new NpgsqlCommand(
            """
            insert into ops.access_key (id, name, hash, scopes, roles, attributes,
              requests_per_second, concurrent_queries, max_rows, max_bytes, timeout_seconds, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """, connection, transaction))
        {
            insert.Parameters.AddWithValue(id);
            insert.Parameters.AddWithValue(wanted.Name);
            insert.Parameters.AddWithValue(hash);
            insert.Parameters.AddWithValue(wanted.Scopes.Words().ToArray());
            insert.Parameters.AddWithValue(wanted.Roles.ToArray());
            insert.Parameters.AddWithValue(NpgsqlDbType.Jsonb, Json(wanted.Attributes));
            AddNullable(insert, wanted.Limits.RequestsPerSecond, NpgsqlDbType.Integer);
            AddNullable(insert, wanted.Limits.ConcurrentQueries, NpgsqlDbType.Integer);
            AddNullable(insert, wanted.Limits.MaxRows, NpgsqlDbType.Integer);
            AddNullable(insert, wanted.Limits.MaxBytes, NpgsqlDbType.Bigint);
            AddNullable(insert, wanted.Limits.TimeoutSeconds, NpgsqlDbType.Integer);
            insert.Parameters.AddWithValue(clock.GetUtcNow());
            AddNullable(insert, wanted.ExpiresAt?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
            await insert.ExecuteNonQueryAsync(ct);
        }

        await TellAsync(connection, ct);
        await transaction.CommitAsync(ct);
        return (id, text);
    }

    /// <summary>Revokes a key; false when no unrevoked key has that id.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var update = new NpgsqlCommand(
            "update ops.access_key set revoked_at = $2 where id = $1 and revoked_at is null", connection, transaction);
        update.Parameters.AddWithValue(id);
        update.Parameters.AddWithValue(clock.GetUtcNow());
        if (await update.ExecuteNonQueryAsync(ct) == 0)
            return false;
        await TellAsync(connection, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>All keys, also revoked and expired ones, oldest first.</summary>
    public async Task<IReadOnlyList<StoredKey>> ListAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select id, name, scopes, roles, attributes::text, created_at, expires_at, revoked_at,
              requests_per_second, concurrent_queries, max_rows, max_bytes, timeout_seconds
            from ops.access_key order by created_at, id
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<StoredKey>();
        while (await reader.ReadAsync(ct))
            keys.Add(Read(reader));
        return keys;
    }

    // The lock makes concurrent calls wait for each other.
    private static async Task<bool> WasThereAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var wait = new NpgsqlCommand("select change from ops.access_change for update", connection);
        await wait.ExecuteNonQueryAsync(ct);
        await using var look = new NpgsqlCommand("select exists (select from ops.access_key where name = $1)", connection);
        look.Parameters.AddWithValue(name);
        return await look.ExecuteScalarAsync(ct) is true;
    }

    private static StoredKey Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Name = reader.GetString(1),
        Scopes = reader.GetFieldValue<string[]>(2).Aggregate(AccessScopes.None, (all, word) => all | AccessScopeWords.Parse(word)),
        Roles = reader.GetFieldValue<string[]>(3).ToEquatableList(),
        Attributes = JsonSerializer.Deserialize<Dictionary<string, string[]>>(reader.GetString(4))!
            .Select(a => new PrincipalAttribute(a.Key, a.Value.ToEquatableList())).ToEquatableList(),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(5),
        ExpiresAt = Nullable<DateTimeOffset>(reader, 6),
        RevokedAt = Nullable<DateTimeOffset>(reader, 7),
        Limits = new KeyLimits
        {
            RequestsPerSecond = Nullable<int>(reader, 8),
            ConcurrentQueries = Nullable<int>(reader, 9),
            MaxRows = Nullable<int>(reader, 10),
            MaxBytes = Nullable<long>(reader, 11),
            TimeoutSeconds = Nullable<int>(reader, 12),
        },
    };

    private static async Task TellAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var tell = new NpgsqlCommand(Told, connection);
        await tell.ExecuteNonQueryAsync(ct);
    }

    private static T? Nullable<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    private static void AddNullable<T>(NpgsqlCommand command, T? value, NpgsqlDbType type)
        where T : struct => command.Parameters.Add(new() { Value = value is { } given ? given : DBNull.Value, NpgsqlDbType = type });

    private static string Json(EquatableList<PrincipalAttribute> attributes) =>
        JsonSerializer.Serialize(attributes.ToDictionary(a => a.Name, a => a.Values.ToArray()));
}
