using System.Collections.Concurrent;
using Metrics.Domain;

namespace Metrics.Refresh.Runs;

/// <summary>Reports during a run which tables have been at work for long, and since when.</summary>
internal sealed class LongWork : IAsyncDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _working = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<RunEvent> _watch;
    private readonly TimeProvider _clock;
    private readonly Task _telling;

    public LongWork(Action<RunEvent> watch, TimeProvider clock)
    {
        (_watch, _clock) = (watch, clock);
        _telling = TellAsync(_stop.Token);
    }

    public void Begin(string table) => _working[table] = _clock.GetUtcNow();

    public void End(string table) => _working.TryRemove(table, out _);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _telling;
        _stop.Dispose();
    }

    private async Task TellAsync(CancellationToken ct)
    {
        var pause = First;
        while (true)
        {
            await Task.Delay(pause, _clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
                return;
            var now = _clock.GetUtcNow();
            var slow = _working.Where(w => now - w.Value >= First).OrderBy(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal)
                .Select(w => (w.Key, w.Value)).ToEquatableList();
            if (slow.Count > 0)
                _watch(new RunEvent.AtWork(slow, now));
            pause = slow.Count > 0 ? Again : First;
        }
    }
}
