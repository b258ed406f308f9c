using StackExchange.Redis;

namespace Metrics.Semantic.Caching;

/// <summary>A connection that is made in the background and mends itself; until it stands there is no database.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _connecting;
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile IDatabase? _database;

    public RedisConnection(string configuration, TimeProvider clock) => _connecting = Task.Run(() => ConnectAsync(Options(configuration), clock));

    /// <summary>The database; null while there is no connection. A server that hangs has one.</summary>
    public IDatabase? Database => IsConnected ? _database : null;

    public bool IsConnected => _multiplexer?.IsConnected == true;

    public static ConfigurationOptions Options(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 1000;
        options.SyncTimeout = 1000;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry((int)Pause.TotalMilliseconds);
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
        _stopping.Dispose();
    }

    private async Task ConnectAsync(ConfigurationOptions options, TimeProvider clock)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
                // Answers may overtake each other: nobody here waits for two.
                multiplexer.PreserveAsyncOrder = false;
                (_database, _multiplexer) = (multiplexer.GetDatabase(), multiplexer);
                return;
            }
            catch (Exception e) when (e is RedisConnectionException or System.Net.Sockets.SocketException)
            {
                // A name that cannot be resolved yet; tried again.
                await Task.Delay(Pause, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
