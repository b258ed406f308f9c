using System.Collections.Concurrent;
using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Admission;

/// <summary>Lanes before an engine whose statements run until the test lets them end; those called quick end at once.</summary>
internal sealed class LaneBed(LaneSettings settings, TimeProvider? clock = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly List<(string Name, Lane Lane)> _begun = [];
    private readonly Lock _lock = new();
    private volatile bool _open;
    private int _estimated;
    private int _atWork;
    private int _most;

    public Lanes Lanes { get; } = new(settings, clock ?? TimeProvider.System);

    public int Estimated => Volatile.Read(ref _estimated);

    public int MostAtWork => Volatile.Read(ref _most);

    /// <summary>What began, in order.</summary>
    public List<string> Order => Read(b => b.Name);

    public int Begun(string name) => Order.Count(n => n == name);

    public List<Lane> LanesOf(string name)
    {
        lock (_lock)
            return [.. _begun.Where(b => b.Name == name).Select(b => b.Lane)];
    }

    public void Let(string name) => Gate(name).TrySetResult();

    /// <summary>What is called so waits again.</summary>
    public void Close(string name) => _gates.TryRemove(name, out _);

    public void LetAll()
    {
        _open = true;
        foreach (var gate in _gates.Values)
            gate.TrySetResult();
    }

    public Asked Ask(string name, string caller, TimeSpan? estimate = null, TimeSpan? longest = null) =>
        Ask(name, new EngineAccount(caller), estimate, longest);

    public Asked Ask(string name, EngineAccount account, TimeSpan? estimate = null, TimeSpan? longest = null) =>
        new(RunAsync(name, account, estimate, longest ?? TimeSpan.FromMinutes(10), stop => Gate(name).Task.WaitAsync(stop), default));

    public Task<string> AnswerAsync(string name, string caller, TimeSpan? estimate = null) => Ask(name, caller, estimate).AnswerAsync();

    /// <summary>Asks what takes some milliseconds, and perhaps leaves before; whatever comes of it.</summary>
    public async Task ComeAndGoAsync(EngineAccount account, string name, int milliseconds, int leavesAfter)
    {
        using var leaving = leavesAfter == 0 ? new CancellationTokenSource() : new CancellationTokenSource(leavesAfter);
        try
        {
            await RunAsync(name, account, null, TimeSpan.FromSeconds(10), stop => Task.Delay(milliseconds, stop), leaving.Token);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // As it wanted.
        }
    }

    public Task UntilAsync(Func<bool> reached) =>
        Eventually.HoldsAsync(reached, () => "it did not come to that", Patience, TimeSpan.FromMilliseconds(5));

    private Task<Outcome<string>> RunAsync(
        string name, EngineAccount account, TimeSpan? estimate, TimeSpan longest, Func<CancellationToken, Task> workAsync,
        CancellationToken ct) => Lanes.RunAsync(
            new Work(name, EstimateAsync(estimate)),
            account,
            longest,
            async (turn, stop) =>
            {
                lock (_lock)
                {
                    _begun.Add((name, turn.Lane));
                    _most = Math.Max(_most, ++_atWork);
                }

                try
                {
                    if (!_open && name != "quick")
                        await workAsync(stop);
                    return Outcome<string>.Of(name);
                }
                finally
                {
                    lock (_lock)
                        _atWork--;
                }
            },
            ct);

    private Func<CancellationToken, Task<TimeSpan?>>? EstimateAsync(TimeSpan? estimate) => estimate is null ? null : _ =>
    {
        Interlocked.Increment(ref _estimated);
        return Task.FromResult(estimate);
    };

    private TaskCompletionSource Gate(string name)
    {
        var gate = _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // It may have been made while all were let go.
        if (_open)
            gate.TrySetResult();
        return gate;
    }

    private List<T> Read<T>(Func<(string Name, Lane Lane), T> of)
    {
        lock (_lock)
            return [.. _begun.Select(of)];
    }
}

/// <summary>A question under way.</summary>
internal sealed record Asked(Task<Outcome<string>> Under)
{
    public async Task<string> AnswerAsync()
    {
        var outcome = await Under.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
        Assert.True(outcome.Succeeded(out var value), outcome.Diagnostics.ToString());
        return value;
    }

    public async Task<Diagnostic> RefusalAsync() =>
        Assert.Single((await Under.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System)).Diagnostics);
}

/// <summary>A clock that a test moves; timers run as ever.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
