using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Metrics.Answering.Caching;

/// <summary>A connection that is opened in the background and reconnects when lost; until it is open there is no cache.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _connecting;
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile RedisCache? _cache;

    /// <param name="configuration">The server, in StackExchange.Redis's format.</param>
    /// <param name="prefix">What every key begins with.</param>
    /// <param name="clock">The clock.</param>
    public RedisConnection(string configuration, string prefix, TimeProvider clock) =>
        _connecting = Task.Run(() => ConnectAsync(Options(configuration), prefix, clock));

    /// <summary>The cache; null while there is no connection. A server that hangs still counts as connected.</summary>
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
        // A command to a lost server fails immediately: when the server comes back, no caller waits for the result any more.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName ??= "metrics-api";
        return options;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connecting;
        // Closed without waiting for commands, which a hanging server never finishes.
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
                // Whatever failed, such as a name that cannot be resolved yet, is retried. The service works without a cache meanwhile.
                await Task.Delay(Pause, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
