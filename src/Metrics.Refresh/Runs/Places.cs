namespace Metrics.Refresh.Runs;

/// <summary>Limits the nodes at work: first come, first served, but builds before tests, since others may wait for builds.</summary>
internal sealed class Places(int free)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<IDisposable>> _builds = new();
    private readonly LinkedList<TaskCompletionSource<IDisposable>> _tests = new();
    private int _free = free;

    /// <summary>Waits for a place; disposing the result gives it back.</summary>
    public async Task<IDisposable> TakeAsync(bool isTest, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        TaskCompletionSource<IDisposable> turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return new TakenPlace(this);
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (isTest ? _tests : _builds).AddLast(turn);
        }

        await using var cancelled = ct.Register(() => turn.TrySetCanceled(ct));
        return await turn.Task;
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            // A waiter that was cancelled meanwhile is passed over.
            while ((_builds.First ?? _tests.First) is { } next)
            {
                next.List!.Remove(next);
                if (next.Value.TrySetResult(new TakenPlace(this)))
                    return;
            }

            _free++;
        }
    }

    private sealed class TakenPlace(Places places) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                places.GiveBack();
        }
    }
}
