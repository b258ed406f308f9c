using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Sql;

namespace Metrics.Answering.Admission;

/// <summary>An engine behind its lanes: every statement runs in its caller's turn, within the caller's limits.</summary>
/// <param name="engine">The engine.</param>
/// <param name="lanes">The lanes that its statements wait in.</param>
public sealed class AdmittedEngine(IEngine engine, Lanes lanes) : IAsyncDisposable
{
    /// <summary>PostgreSQL, with as many connections as its lanes have places.</summary>
    /// <param name="settings">How it uses its server.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="clock">Times the longest statement.</param>
    /// <param name="failed">Called with every failure in the server's own words, which callers do not get.</param>
    public static AdmittedEngine OverPostgres(PostgresSettings settings, Lanes lanes, TimeProvider clock, Action<Diagnostic>? failed = null)
    {
        var places = lanes.Settings;
        var pooled = settings with { Connections = places.Places, CrowdedConnections = places.Heavy + places.Background };
        return new AdmittedEngine(new PostgresEngine(pooled, clock) { Failed = failed }, lanes);
    }

    /// <summary>How statements are spelled for it.</summary>
    public IDialect Dialect => engine.Dialect;

    /// <summary>The lanes that its statements wait in.</summary>
    internal Lanes Lanes => lanes;

    /// <summary>
    /// Runs one statement, whose columns must be these in this order. With a limit it reads one row more, which is cut off and sets
    /// <see cref="ResultTable.HasMore"/>. Refused with E310, E312, E313 (reload the pointers and try again), E315, E316, E320, E330, E331
    /// or A429.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the server was asked to stop.</exception>
    public async Task<Outcome<ResultTable>> ExecuteAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit,
        CancellationToken ct) =>
        !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            ? Outcome<ResultTable>.Refused(UnknownZone(timeZone))
            : await InTurnAsync(new StatementRun(statement, columns, zone, limits.Caps, limit), limits, engine.ExecuteAsync, ct);

    /// <summary>The same, with the change key that the same snapshot gives.</summary>
    internal Task<Outcome<KeyedTable>> ExecuteAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit,
        string changeKey, CancellationToken ct) =>
        InTurnAsync(
            new StatementRun(statement, columns, TimeZoneInfo.FindSystemTimeZoneById(timeZone), limits.Caps, limit),
            limits,
            (run, stop) => engine.ExecuteAsync(run, changeKey, stop),
            ct);

    /// <summary>What a change key is now.</summary>
    internal Task<Outcome<ChangeKeyValue>> ReadChangeKeyAsync(string changeKey, AnswerLimits limits, CancellationToken ct) =>
        lanes.RunAsync(
            new Work(KnownCosts.ShapeOf($"change key {changeKey}")),
            limits.Account,
            limits.Timeout,
            (turn, stop) => engine.ReadChangeKeyAsync(changeKey, turn.IsCrowded, stop),
            ct);

    /// <summary>
    /// Runs one statement and hands its rows on as they arrive. Until the first rows are there it is refused for the same reasons as a
    /// statement that is read to its end; after that only the server's own statement timeout applies. It holds a place in the lane of
    /// streams to its end.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the server was asked to stop.</exception>
    public async Task<Outcome<RowStream>> StreamAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit,
        CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
            return Outcome<RowStream>.Refused(UnknownZone(timeZone));
        var taken = await lanes.TakeStreamAsync(limits.Account, ct);
        if (!taken.Succeeded(out var place))
            return Outcome<RowStream>.Refused(taken.Diagnostics);
        var begun = false;
        try
        {
            var outcome = await InTurnAsync(
                new StatementRun(statement, columns, zone, limits.Caps, limit), limits, engine.StreamAsync, ct);
            begun = outcome.Succeeded(out var stream);
            return begun ? Outcome<RowStream>.Of(new Admitted(stream!, place)) : outcome;
        }
        finally
        {
            if (!begun)
                place.Dispose();
        }
    }

    /// <summary>Ends the engine.</summary>
    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private Task<Outcome<T>> InTurnAsync<T>(
        StatementRun run, AnswerLimits limits, Func<StatementRun, CancellationToken, Task<Outcome<T>>> runAsync, CancellationToken ct)
        where T : class => lanes.RunAsync(
            new Work(KnownCosts.ShapeOf(run.Statement.Text), stop => engine.EstimateAsync(run.Statement, stop)),
            limits.Account,
            limits.Timeout,
            (turn, stop) => runAsync(run with { IsCrowded = turn.IsCrowded }, stop),
            ct);

    private static Diagnostic UnknownZone(string timeZone) =>
        new(DiagnosticCode.MalformedRequest, $"'{timeZone}' is not a time zone this system knows");

    // Holds its place in the lane of streams until it is disposed of.
    private sealed class Admitted(RowStream rows, Turn place) : RowStream
    {
        public override EquatableList<ResultColumn> Columns => rows.Columns;

        public override Task<Outcome<ResultTable>> NextAsync(CancellationToken ct) => rows.NextAsync(ct);

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await rows.DisposeAsync();
            }
            finally
            {
                place.Dispose();
            }
        }
    }
}

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

/// <summary>What admission has to know about a statement.</summary>
/// <param name="Shape">Equal for statements that differ only in values and in versions of their tables.</param>
/// <param name="Estimate">The engine's estimate of its time, asked for while nothing was measured; null when it cannot say.</param>
internal sealed record Work(string Shape, Func<CancellationToken, Task<TimeSpan?>>? Estimate = null);
