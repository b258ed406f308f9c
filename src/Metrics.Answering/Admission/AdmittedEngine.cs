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
