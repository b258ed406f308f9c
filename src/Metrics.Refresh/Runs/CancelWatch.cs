using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>Polls for a request to cancel a run while the run goes on.</summary>
internal sealed class CancelWatch : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public CancelWatch(Warehouse warehouse, Guid run) =>
        _watching = WatchAsync(new RunRequests(warehouse.Data, warehouse.Clock), run, warehouse.Clock, _stop.Token);

    /// <summary>Cancelled as soon as the run's cancellation is requested.</summary>
    public CancellationToken Asked => _asked.Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _asked.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync(RunRequests requests, Guid run, TimeProvider clock, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (!await IsCancelledAsync(requests, run, ct))
                    continue;
                await _asked.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    private static async Task<bool> IsCancelledAsync(RunRequests requests, Guid run, CancellationToken ct)
    {
        try
        {
            return await requests.IsCancelledAsync(run, ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The run itself finds out whether it can go on without the database; the next poll may succeed.
            return false;
        }
    }
}
