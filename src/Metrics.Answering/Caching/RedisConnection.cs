using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Metrics.Answering.Caching;

/// <summary>A connection that is made in the background and mends itself; until it stands there is no cache.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _connecting;
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile RedisCache? _cache;

    /// <param name="configuration">Where, as StackExchange.Redis reads it.</param>
    /// <param name="prefix">What every key begins with.</param>
    /// <param name="clock">Time.</param>
    public RedisConnection(string configuration, string prefix, TimeProvider clock) =>
        _connecting = Task.Run(() => ConnectAsync(Options(configuration), prefix, clock));

    /// <summary>The cache; null while there is no connection. A server that hangs has one.</summary>
    public RedisCache? Cache => IsConnected ? _cache : null;

    /// <summary>The server itself; null while there is no connection.</summary>
    public IDatabase? Database => IsConnected ? _multiplexer?.GetDatabase() : null;

    public bool IsConnected => _multiplexer?.IsConnected == true;

    public static ConfigurationOptions Options(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 1000;
        options.SyncTimeout = 1000;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry((int)Pause.TotalMilliseconds);
        // A command for a server that is gone fails at once, rather than wait for its return while nobody waits for the command.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName ??= "metrics-api";
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connecting;
        // Not waited for: a server that hangs would keep us.
        _multiplexer?.Close(allowCommandsToComplete: false);
        _multiplexer?.Dispose();
        _cache?.Dispose();
        _stopping.Dispose();
    }

    private async Task ConnectAsync(ConfigurationOptions options, string prefix, TimeProvider clock)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
                _cache = new RedisCache(new RedisCacheOptions
                {
                    ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(multiplexer), InstanceName = prefix,
                });
                _multiplexer = multiplexer;
                return;
            }
            catch (Exception e) when (
                e is RedisConnectionException or System.Net.Sockets.SocketException || !_stopping.IsCancellationRequested)
            {
                // A name that cannot be resolved yet, or whatever else: without a cache all goes on, so it is tried again.
                await Task.Delay(Pause, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
