using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Answering.Admission;

/// <summary>
/// Lets statements onto an engine so that callers do not hurt each other: what is quick never waits behind what is heavy, and in each lane
/// callers take turns. It knows no engine; a second one stands behind the same lanes.
/// </summary>
/// <param name="settings">The lanes.</param>
/// <param name="clock">Tells the time, and waits.</param>
public sealed class Lanes(LaneSettings settings, TimeProvider clock)
{
    private readonly TurnQueues _turns = new(settings, clock);
    private readonly KnownCosts _costs = new(settings);

    /// <summary>How the lanes are set.</summary>
    public LaneSettings Settings => settings;

    /// <summary>How many are at work and wait in a lane now.</summary>
    public (int AtWork, int Waiting) StateOf(Lane lane) => _turns.StateOf(lane);

    /// <summary>
    /// Runs a statement in the lane it belongs to. Waiting, running and running again take as long as is given in all (E320). Refused with
    /// A429 beyond the caller's own limits, with E315 or E316 when its lane was full for too long.
    /// </summary>
    /// <param name="work">The statement.</param>
    /// <param name="account">Whose it is.</param>
    /// <param name="longest">The time for all of it.</param>
    /// <param name="runAsync">
    /// Runs it; ends with <see cref="OperationCanceledException"/> when its token says so, and may be asked again then.
    /// </param>
    /// <param name="ct">The caller goes away.</param>
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
                    // Since it was asked, an equal one may have been measured.
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
    /// A place to resolve and plan a question in; callers take turns there too, so that hundreds of questions of one keep another's waiting
    /// for one. Refused with A429 beyond the caller's own limits, with E315 when none came free for too long.
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

    // Whether the engine thinks that it is heavy, of which nothing is known.
    private async Task<bool> IsExpectedHeavyAsync(Work work, CancellationToken ct)
    {
        if (IsKnownHeavy(work) is not null || work.Estimate is not { } estimateAsync)
            return false;
        if (await estimateAsync(ct) is not { } expected || expected < settings.HeavyAfter)
            return false;
        _costs.Expect(work.Shape, expected);
        return true;
    }

    // Null when it turned out to be heavy and there was no place for it.
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
            // What could not be run says nothing.
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
