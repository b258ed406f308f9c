using Dapper;
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
