using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;

namespace Metrics.Answering.Caching;

/// <summary>
/// Results in memory, then in Redis if there is one, by a key of question, definitions and versions. Callers who ask the same at the same
/// time share one run.
/// </summary>
public sealed class ResultCache(long maxBytes, TimeProvider clock, RedisResults? redis = null)
{
    // Enough for a sentence or two.
    private const int RefusalBytes = 512;

    private static readonly DiagnosticCode[] OfTheAsker =
    [
        DiagnosticCode.TooManyRequests, DiagnosticCode.QuickLaneFull, DiagnosticCode.HeavyLaneFull, DiagnosticCode.EngineTimeout,
    ];

    private readonly BoundedCache<CachedResult> _kept = new(maxBytes);
    private readonly Dictionary<Course, Flight> _flights = [];
    private readonly Lock _joining = new();
    private long _hits;
    private long _misses;
    private long _shared;
    private long _remote;
    private long _bypassed;

    /// <summary>Counts since the process began.</summary>
    public CacheCounters Counters => new(
        Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), Interlocked.Read(ref _shared), Interlocked.Read(ref _bypassed),
        Interlocked.Read(ref _remote), _kept.Evictions, _kept.Count, _kept.Bytes);

    /// <summary>Bytes of the largest result that is kept.</summary>
    public long LargestResult => _kept.LargestValue;

    /// <summary>True when a result is kept under the key; nothing is counted.</summary>
    public bool Contains(string key) => _kept.Contains(key);

    /// <summary>
    /// The kept result, or that of one run shared by all callers who ask for the key. Refusals and exceptions reach every waiter, unless
    /// they are about the caller who began the run. Refusals are not kept, except that a result exceeds its caps: the key names caps and
    /// versions, so this stays true. The run's token is cancelled when the last waiter has gone.
    /// </summary>
    /// <exception cref="OperationCanceledException">This caller went away.</exception>
    public Task<CachedResult> GetOrRunAsync(string key, Func<CancellationToken, Task<Outcome<ResultTable>>> run, CancellationToken ct) =>
        GetOrRunAsync(key, Timeout.InfiniteTimeSpan, run, ct);

    /// <summary>
    /// The same with a time limit for the run. Callers with different limits do not share a run, or the shorter limit would decide for
    /// both.
    /// </summary>
    /// <param name="key">The result's key.</param>
    /// <param name="patience">How long a run may take.</param>
    /// <param name="run">Runs the statement.</param>
    /// <param name="ct">Cancelled when this caller goes away.</param>
    public async Task<CachedResult> GetOrRunAsync(
        string key, TimeSpan patience, Func<CancellationToken, Task<Outcome<ResultTable>>> run, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (Find(key) is { } kept)
                return kept;
            var (flight, first) = Join(new(key, patience));
            if (flight is null)
                continue;
            if (first)
                _ = FlyAsync(new(key, patience), flight, run);
            try
            {
                var landed = await flight.Landed.WaitAsync(ct);
                if (first)
                    return landed;
                // The caller who began it was over its own limits, or had waited longer. That does not answer another caller.
                if (landed.Outcome.Diagnostics.Any(d => OfTheAsker.Contains(d.Code)))
                    continue;
                Interlocked.Increment(ref _shared);
                return landed with { Decision = CacheDecision.Shared };
            }
            finally
            {
                Leave(new(key, patience), flight);
            }
        }
    }

    /// <summary>What is kept under the key; null when nothing is.</summary>
    public CachedResult? Find(string key)
    {
        if (_kept.TryGet(key, out var hit))
            Interlocked.Increment(ref _hits);
        return hit;
    }

    // No flight when the result was kept between the lookup and the join: a flight keeps its result before it leaves the list.
    private (Flight? Flight, bool First) Join(Course of)
    {
        lock (_joining)
        {
            var first = !_flights.TryGetValue(of, out var flight);
            if (first && _kept.Contains(of.Key))
                return (null, false);
            if (first)
                _flights.Add(of, flight = new Flight());
            flight!.Waiters++;
            return (flight, first);
        }
    }

    private void Leave(Course of, Flight flight)
    {
        lock (_joining)
        {
            if (--flight.Waiters > 0 || flight.Ended)
                return;
            // A caller who comes now begins a new run, since this one is about to stop.
            Forget(of, flight);
            flight.Abandon();
        }
    }

    private async Task FlyAsync(Course of, Flight flight, Func<CancellationToken, Task<Outcome<ResultTable>>> run)
    {
        var key = of.Key;
        try
        {
            var began = clock.GetTimestamp();
            if (redis is not null && await redis.FindAsync(key, flight.Token) is { } found)
            {
                var known = Outcome<ResultTable>.Of(found);
                _kept.TryAdd(key, new CachedResult(known, CacheDecision.Hit), found.Bytes);
                Interlocked.Increment(ref _remote);
                End(of, flight);
                flight.Land(new CachedResult(known, CacheDecision.Remote, clock.GetElapsedTime(began)));
                return;
            }

            var looked = clock.GetTimestamp();
            var outcome = await run(flight.Token);
            Meters.EngineSeconds.Record(clock.GetElapsedTime(looked).TotalSeconds);
            var kept = outcome.Succeeded(out var table) && _kept.TryAdd(key, new CachedResult(outcome, CacheDecision.Hit), table.Bytes);
            if (outcome.Diagnostics.Any(d => d.Code == DiagnosticCode.TooManyRows || d.Code == DiagnosticCode.TooManyBytes))
                _kept.TryAdd(key, new CachedResult(outcome, CacheDecision.Hit), RefusalBytes);
            if (table is not null)
                redis?.Keep(key, table);
            var decision = kept ? CacheDecision.Miss : CacheDecision.Bypass;
            Interlocked.Increment(ref decision == CacheDecision.Miss ? ref _misses : ref _bypassed);
            End(of, flight);
            flight.Land(new CachedResult(outcome, decision, redis is null ? null : clock.GetElapsedTime(began, looked)));
        }
        catch (Exception e)
        {
            // Every waiter gets the exception. Without waiters it is the cancellation that the last one caused.
            End(of, flight);
            flight.Crash(e);
        }
    }

    private void End(Course of, Flight flight)
    {
        lock (_joining)
        {
            Forget(of, flight);
            flight.Dispose();
        }
    }

    private void Forget(Course of, Flight flight)
    {
        if (_flights.TryGetValue(of, out var current) && current == flight)
            _flights.Remove(of);
    }

    private readonly record struct Course(string Key, TimeSpan Patience);

    // Waiters, Abandon and Dispose are used under the lock.
    private sealed class Flight : IDisposable
    {
        private readonly CancellationTokenSource _abandoned = new();
        private readonly TaskCompletionSource<CachedResult> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiters { get; set; }

        public bool Ended { get; private set; }

        public Task<CachedResult> Landed => _landing.Task;

        public CancellationToken Token => _abandoned.Token;

        public void Land(CachedResult result) => _landing.SetResult(result);

        public void Crash(Exception e)
        {
            _landing.SetException(e);
            // Marks the exception as observed, even when every waiter has left.
            _ = _landing.Task.Exception;
        }

        // Cancels on another thread, since callbacks of the token talk to the server.
        public void Abandon() => _ = _abandoned.CancelAsync();

        public void Dispose()
        {
            Ended = true;
            _abandoned.Dispose();
        }
    }
}

/// <summary>A result or its refusal, and what the cache did.</summary>
/// <param name="Outcome">The result, or the refusal.</param>
/// <param name="Decision">What the cache did.</param>
/// <param name="Redis">How long the lookup in Redis took; null without one.</param>
public sealed record CachedResult(Outcome<ResultTable> Outcome, CacheDecision Decision, TimeSpan? Redis = null)
{
    /// <summary>The change key that the rows were read at, if it differs from the one asked for; null otherwise.</summary>
    public ChangeKeyValue? Change { get; init; }
}

/// <summary>What the cache did for an answer.</summary>
public enum CacheDecision
{
    /// <summary>It was in memory.</summary>
    Hit,

    /// <summary>The engine was asked, and the answer kept.</summary>
    Miss,

    /// <summary>It was in Redis, where another process had put it.</summary>
    Remote,

    /// <summary>Another request was already running the same on the engine; this one waited for its result.</summary>
    Shared,

    /// <summary>The engine was asked, and the answer not kept.</summary>
    Bypass,
}

/// <summary>What a cache did since it began, and what it holds.</summary>
/// <param name="Hits">Answered from memory.</param>
/// <param name="Misses">Run and kept.</param>
/// <param name="Shared">Answered by the run of another request.</param>
/// <param name="Bypassed">Run and not kept: refused, or too large.</param>
/// <param name="Remote">Answered from Redis.</param>
/// <param name="Evictions">Results evicted.</param>
/// <param name="Count">Results held.</param>
/// <param name="Bytes">Bytes held.</param>
public sealed record CacheCounters(long Hits, long Misses, long Shared, long Bypassed, long Remote, long Evictions, int Count, long Bytes);
