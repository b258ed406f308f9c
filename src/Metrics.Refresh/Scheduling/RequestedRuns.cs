using Metrics.Refresh.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Scheduling;

/// <summary>Makes the runs requested over the API, one after the other in the order of the requests.</summary>
internal sealed partial class RequestedRuns(Warehouse warehouse, WorkerRuns runs, TimeProvider clock, ILogger<RequestedRuns> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var requests = new RunRequests(warehouse.Data, clock);
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                while (await requests.NextAsync(stoppingToken) is { } request)
                {
                    if (!await runs.RunAsync(request, stoppingToken))
                        break;
                }
            }
            catch (Exception e) when (e is TimeoutException || WarehouseFailure.In(e) is not null)
            {
                // The database is not available; requests wait in it, and the next poll finds them.
                LogUnavailable(e.Message);
            }
            catch (OperationCanceledException)
            {
                // The worker stops.
                return;
            }
        }
        while (await NextTickAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextTickAsync(PeriodicTimer timer, CancellationToken ct)
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

    [LoggerMessage(23, LogLevel.Error, "Requests cannot be read: {Reason}")]
    private partial void LogUnavailable(string reason);
}
