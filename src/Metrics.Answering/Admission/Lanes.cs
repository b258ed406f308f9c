using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Answering.Admission;

/// <summary>
/// Admits statements to an engine so that callers do not slow each other down: quick statements never wait behind heavy ones, and in each
/// lane callers take turns. It depends on no engine, so that a second one can run behind the same lanes.
/// </summary>
/// <param name="settings">The lanes.</param>
/// <param name="clock">The clock, also for waiting.</param>
public sealed class Lanes(LaneSettings settings, TimeProvider clock)
{
    private readonly TurnQueues _turns = new(settings, clock);
    private readonly KnownCosts _costs = new(settings);

    /// <summary>How the lanes are set.</summary>
    public LaneSettings Settings => settings;

    /// <summary>How many statements run, and how many wait, in a lane now.</summary>
    public (int AtWork, int Waiting) StateOf(Lane lane) => _turns.StateOf(lane);

    /// <summary>
    /// Runs a statement in the lane that fits it. Waiting, running and running again share one time limit (E320). Refused with A429 beyond
    /// the caller's own limits, and with E315 or E316 when its lane was full for too long.
    /// </summary>
    /// <param name="work">The statement.</param>
    /// <param name="account">The caller it runs for.</param>
    /// <param name="longest">The time limit for all of it.</param>
    /// <param name="runAsync">
    /// Runs it. When its token is cancelled it ends with <see cref="OperationCanceledException"/>, and may be called again.
    /// </param>
    /// <param name="ct">Cancelled when the caller goes away.</param>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    internal async Task<Outcome<T>> RunAsync<T>(
        Work work, EngineAccount account, TimeSpan longest, Func<Turn, CancellationToken, Task<Outcome<T>>> runAsync, CancellationToken ct)
        where T : class
    {
        ct.ThrowIfCancellationRequested();
        if (account.Budget?.TakeRun() is { } refusal)
            return Outcome<T>.Refused(refusal);
        var (lane, asked, waited, isRunning) = (account.Lane ?? LaneOf(work), clock.GetTimestamp(), TimeSpan.Zero, false);
        using var time = new CancellationTokenSource(longest, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            while (true)
            {
                var taken = await _turns.TakeAsync(lane, account, stop.Token);
                if (!taken.Succeeded(out var turn))
                    return Outcome<T>.Refused(taken.Diagnostics);
                using (turn)
                {
                    // While it waited, a statement of the same shape may have been measured.
                    if (lane != Lane.Quick || IsKnownHeavy(work) != true)
                    {
                        (waited, isRunning) = (clock.GetElapsedTime(asked), true);
                        if (await OnceAsync(work, account, turn, runAsync, stop.Token) is { } outcome)
                            return outcome;
                        isRunning = false;
                    }
                }

                lane = Lane.Heavy;
            }
        }
        catch (OperationCanceledException e) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException("the caller went away", e, ct);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            return Outcome<T>.Refused(TooLate(lane, longest, isRunning ? waited : null));
        }
    }

    /// <summary>A place among the streams, held until it is disposed of; refused with A429 or E317.</summary>
    internal Task<Outcome<Turn>> TakeStreamAsync(EngineAccount account, CancellationToken ct) => _turns.TakeAsync(Lane.Stream, account, ct);

    /// <summary>
    /// A place to resolve and plan a question in. Callers take turns here too, so that one caller's hundreds of questions delay another
    /// caller by one. Refused with A429 beyond the caller's own limits, with E315 when none came free in time.
    /// </summary>
    internal Task<Outcome<Turn>> TakePlanningAsync(EngineAccount account, CancellationToken ct) =>
        _turns.TakeAsync(Lane.Planning, account, ct);

    private Lane LaneOf(Work work) => IsKnownHeavy(work) == true ? Lane.Heavy : Lane.Quick;

    private bool? IsKnownHeavy(Work work)
    {
        if (settings.HeavyAfter == Timeout.InfiniteTimeSpan)
            return false;
        return _costs.Find(work.Shape) is { } expected ? expected >= settings.HeavyAfter : null;
    }

    // Asks the engine about a statement of which nothing is known yet.
    private async Task<bool> IsExpectedHeavyAsync(Work work, CancellationToken ct)
    {
        if (IsKnownHeavy(work) is not null || work.Estimate is not { } estimateAsync)
            return false;
        if (await estimateAsync(ct) is not { } expected || expected < settings.HeavyAfter)
            return false;
        _costs.Expect(work.Shape, expected);
        return true;
    }

    // Null when it turned out to be heavy and the heavy lane had no place for it.
    private async Task<Outcome<T>?> OnceAsync<T>(
        Work work, EngineAccount account, Turn turn, Func<Turn, CancellationToken, Task<Outcome<T>>> runAsync, CancellationToken stop)
        where T : class
    {
        var began = clock.GetTimestamp();
        using var over = new CancellationTokenSource();
        using var evicted = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var isWatched = turn.Lane == Lane.Quick && settings.HeavyAfter != Timeout.InfiniteTimeSpan;
        var watching = isWatched ? WatchAsync(turn, _costs.IsKnownQuick(work.Shape), evicted, over.Token) : Task.CompletedTask;
        try
        {
            if (turn.Lane == Lane.Quick && await IsExpectedHeavyAsync(work, evicted.Token) && !turn.TryBecomeHeavy())
                return null;
            var (running, outcome) = (clock.GetTimestamp(), await runAsync(turn, evicted.Token));
            // A statement that failed says nothing about its cost.
            if (outcome.Value is not null || outcome.Diagnostics.Any(IsTooMuch))
                _costs.Took(work.Shape, clock.GetElapsedTime(running));
            return outcome;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            _costs.TakesAtLeast(work.Shape, settings.HeavyAfter);
            return null;
        }
        catch (OperationCanceledException)
        {
            _costs.TakesAtLeast(work.Shape, clock.GetElapsedTime(began));
            throw;
        }
        finally
        {
            await over.CancelAsync();
            await watching;
            account.Budget?.Charge(clock.GetElapsedTime(began));
        }
    }

    private async Task WatchAsync(Turn turn, bool isKnownQuick, CancellationTokenSource evicted, CancellationToken over)
    {
        var patience = isKnownQuick ? settings.HeavyEvenIfQuickAfter : settings.HeavyAfter;
        await Task.Delay(patience, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!over.IsCancellationRequested && !turn.TryBecomeHeavy())
            await evicted.CancelAsync();
    }

    private static Diagnostic TooLate(Lane lane, TimeSpan longest, TimeSpan? waited)
    {
        var (name, all) = (lane == Lane.Heavy ? "the lane for heavy questions" : "its lane", Seconds(longest));
        var message = waited is not { } before ? $"no place in {name} came free within {all} s"
            : before < TimeSpan.FromMilliseconds(50) ? $"the warehouse did not answer within {all} s"
            : $"the warehouse did not answer within {all} s, {Seconds(before)} s of which it waited for a place in {name}";
        return new Diagnostic(DiagnosticCode.EngineTimeout, message);
    }

    private static bool IsTooMuch(Diagnostic problem) =>
        problem.Code == DiagnosticCode.TooManyRows || problem.Code == DiagnosticCode.TooManyBytes;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
