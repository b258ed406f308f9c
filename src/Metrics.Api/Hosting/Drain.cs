using Metrics.Api.Configuration;

namespace Metrics.Api.Hosting;

/// <summary>
/// When asked to stop, the process reports so at <c>/health/ready</c> and keeps answering for a while, so that load balancers stop sending
/// requests here.
/// </summary>
/// <param name="settings">How long to keep answering.</param>
/// <param name="clock">The clock to wait by.</param>
internal sealed class Drain(DrainSettings settings, TimeProvider clock) : IHostedLifecycleService
{
    private volatile bool _begun;

    /// <summary>True once the process was asked to stop.</summary>
    public bool HasBegun => _begun;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        // The full time, or until the host gives up waiting and cancels.
        return settings.For == TimeSpan.Zero ? Task.CompletedTask : WaitAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitAsync(CancellationToken ct) =>
        await Task.Delay(settings.For, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

/// <summary>How long to keep answering after being asked to stop (<c>Metrics:DrainSeconds</c>).</summary>
internal sealed record DrainSettings(TimeSpan For)
{
    // Further time in which running requests may end.
    private static readonly TimeSpan ForTheRest = TimeSpan.FromSeconds(30);

    public static DrainSettings From(IConfiguration configuration) =>
        new(TimeSpan.FromSeconds(Setting.Number(configuration, "DrainSeconds", 0, least: 0)));

    public static void Use(IServiceCollection services, DrainSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<Drain>()
        .AddHostedService(s => s.GetRequiredService<Drain>())
        .Configure<HostOptions>(o => o.ShutdownTimeout = settings.For + ForTheRest);
}
