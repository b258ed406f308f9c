using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Metrics.Domain;
using Metrics.Domain.Access;
using Npgsql;

namespace Metrics.Api.Security;

/// <summary>
/// Keeps the keys of this process no more than a second behind the warehouse: by notifications of changes, and by polling as well.
/// </summary>
/// <remarks>
/// While the warehouse is unreachable, known keys stay valid, so that cached answers can still be given. That ends after <see
/// cref="TrustedFor"/>; otherwise cutting the connection would keep a revoked key alive.
/// </remarks>
internal sealed partial class KeyFeed(
    NpgsqlDataSource data, Callers callers, TimeProvider clock, ILogger<KeyFeed> logger) : BackgroundService
{
    public static readonly TimeSpan TrustedFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(300);

    private volatile KeySet _keys = KeySet.Empty;
    private long _change = -1;
    private long _seenAt;
    private bool _said;

    /// <summary>The valid keys; null when they have been unknown for too long.</summary>
    public KeySet? Current => Volatile.Read(ref _seenAt) is var at and not 0 && clock.GetElapsedTime(at) < TrustedFor ? _keys : null;

    /// <summary>Reads the keys once before the first request, if the warehouse is reachable.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await data.OpenConnectionAsync(cancellationToken);
            await LookAsync(connection, cancellationToken);
        }
        catch (NpgsqlException)
        {
            // The loop logs it and tries again.
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Any failure is caught: if this loop ended, revoked keys would stay valid for ever.
                if (!_said)
                    LogBlind(e.Message);
                _said = true;
                await Task.Delay(PollEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        try
        {
            await connection.ExecuteAsync(new("listen metrics_keys", cancellationToken: ct));
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported)
        {
            // A standby cannot listen; polling is enough.
        }

        while (true)
        {
            await LookAsync(connection, ct);
            await connection.WaitAsync(PollEvery, ct);
        }
    }

    private async Task LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        try
        {
            var change = await connection.QuerySingleAsync<long>(new("select change from ops.api_access_change", cancellationToken: ct));
            if (change != _change)
            {
                _keys = _keys.Updated(await connection.QueryAsync<KeyRow>(new(KeyRow.Select, cancellationToken: ct)), callers);
                _change = change;
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // The schema does not exist yet, so it is certain that there are no keys.
            (_keys, _change) = (KeySet.Empty, -1);
        }

        Volatile.Write(ref _seenAt, began);
        _said = false;
    }

    [LoggerMessage(31, LogLevel.Warning, "API keys cannot be read: {Reason}")]
    private partial void LogBlind(string reason);
}

/// <summary>The keys of the last reading by id; expiry is checked when one is looked up.</summary>
internal sealed class KeySet
{
    public static readonly KeySet Empty = new([]);

    // Compared with when the id is unknown, so that unknown ids take as long as known ones.
    private static readonly byte[] _nobody = new byte[AccessKeyText.HashLength];

    private readonly FrozenDictionary<string, Entry> _keys;
    private readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _byId;

    private KeySet(IEnumerable<Entry> entries)
    {
        _keys = entries.ToFrozenDictionary(e => e.Row.Id, StringComparer.Ordinal);
        _byId = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The set of these rows. A key whose row is unchanged keeps its caller, and with it the used part of its limits.</summary>
    public KeySet Updated(IEnumerable<KeyRow> rows, Callers callers) => new(rows.Select(row =>
        _keys.TryGetValue(row.Id, out var known) && known.Row == row
            ? known
            : new Entry(row, Convert.FromHexString(row.Hash), callers.Of(row))));

    /// <summary>The caller whose key this is; null for anything else. Always one hash and one constant-time comparison.</summary>
    public Caller? Find(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        if (!AccessKeyText.TryReadId(text, out var id))
            return null;
        Span<byte> hash = stackalloc byte[AccessKeyText.HashLength];
        AccessKeyText.Hash(text, hash);
        var known = _byId.TryGetValue(id, out var entry);
        var equal = CryptographicOperations.FixedTimeEquals(hash, known ? entry!.Hash : _nobody);
        return known && equal && !(entry!.Row.ExpiresAtMilliseconds <= now.ToUnixTimeMilliseconds()) ? entry.Caller : null;
    }

    /// <summary>The principals of the keys that are valid now.</summary>
    public IEnumerable<Principal> Principals(DateTimeOffset now) => _keys.Values
        .Where(e => !(e.Row.ExpiresAtMilliseconds <= now.ToUnixTimeMilliseconds())).Select(e => e.Caller.Principal);

    private sealed record Entry(KeyRow Row, byte[] Hash, Caller Caller);
}

/// <summary>A key as the contract view shows it. All fields are texts and numbers, so that records with equal content are equal.</summary>
internal sealed record KeyRow
{
    public const string Select =
        """
        select id as "Id", name as "Name", encode(hash, 'hex') as "Hash", array_to_string(scopes, ',') as "Scopes",
          to_json(roles)::text as "Roles", attributes::text as "Attributes", requests_per_second as "RequestsPerSecond",
          concurrent_queries as "ConcurrentQueries", max_rows as "MaxRows", max_bytes as "MaxBytes", timeout_seconds as "TimeoutSeconds",
          (extract(epoch from expires_at) * 1000)::bigint as "ExpiresAtMilliseconds"
        from ops.api_access_key
        """;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Hash { get; init; }

    public required string Scopes { get; init; }

    public required string Roles { get; init; }

    public required string Attributes { get; init; }

    public int? RequestsPerSecond { get; init; }

    public int? ConcurrentQueries { get; init; }

    public int? MaxRows { get; init; }

    public long? MaxBytes { get; init; }

    public int? TimeoutSeconds { get; init; }

    public long? ExpiresAtMilliseconds { get; init; }

    public Principal ToPrincipal() => new(
        Id,
        Name,
        Scopes.Split(',').Aggregate(AccessScopes.None, (all, word) => all | AccessScopeWords.Parse(word)),
        JsonSerializer.Deserialize<string[]>(Roles)!.Order(StringComparer.Ordinal).ToEquatableList(),
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(Attributes)!
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => new PrincipalAttribute(a.Key, a.Value.Order(StringComparer.Ordinal).ToEquatableList()))
            .ToEquatableList());
}
