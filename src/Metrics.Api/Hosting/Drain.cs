using Metrics.Api.Configuration;

namespace Metrics.Api.Hosting;

/// <summary>
/// Told to stop, this process says at <c>/health/ready</c> that it will, and goes on answering for a while, so that balancers send nobody
/// here any more.
/// </summary>
/// <param name="settings">How long.</param>
/// <param name="clock">Waits.</param>
internal sealed class Drain(DrainSettings settings, TimeProvider clock) : IHostedLifecycleService
{
    private volatile bool _begun;

    /// <summary>True once it was told to stop.</summary>
    public bool HasBegun => _begun;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        // All of it or until whoever stops us loses patience.
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

/// <summary>How long to go on after being told to stop (<c>Metrics:DrainSeconds</c>).</summary>
internal sealed record DrainSettings(TimeSpan For)
{
    // Answers under way get this long after that.
    private static readonly TimeSpan ForTheRest = TimeSpan.FromSeconds(30);

    public static DrainSettings From(IConfiguration configuration) =>
        new(TimeSpan.FromSeconds(Setting.Number(configuration, "DrainSeconds", 0, least: 0)));

    public static void Use(IServiceCollection services, DrainSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<Drain>()
        .AddHostedService(s => s.GetRequiredService<Drain>())
        .Configure<HostOptions>(o => o.ShutdownTimeout = settings.For + ForTheRest);
}
