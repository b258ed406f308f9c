using Metrics.Refresh.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Scheduling;

/// <summary>Keeps this worker's row in <c>ops.worker</c> and its sign of life up to date.</summary>
internal sealed partial class Heartbeat(Warehouse warehouse, SignOfLife sign, TimeProvider clock, ILogger<Heartbeat> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var presence = new WorkerPresence(warehouse.Data, clock);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await presence.SayAliveAsync(stoppingToken);
                sign.Give();
            }
            catch (Exception e) when (e is TimeoutException || WarehouseFailure.In(e) is not null)
            {
                LogMissed(e.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogMissed($"{SignOfLife.Variable}: {e.Message}");
            }
        }
        while (await WaitAsync(timer, stoppingToken));
        sign.Take();
        try
        {
            await presence.LeaveAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is TimeoutException || WarehouseFailure.In(e) is not null)
        {
            // The row expires by its age.
            LogMissed(e.Message);
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(22, LogLevel.Warning, "Could not record that this worker is alive: {Reason}")]
    private partial void LogMissed(string reason);
}
