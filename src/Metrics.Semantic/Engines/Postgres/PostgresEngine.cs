using System.Data;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Admission;
using Metrics.Semantic.Sql;
using Npgsql;

namespace Metrics.Semantic.Engines.Postgres;

/// <summary>Runs statements on PostgreSQL and reads their rows by column.</summary>
/// <remarks>
/// What the SQL gives for each type: String, Json and Decimal may be of any type, since the server sends their text (so a decimal keeps
/// every digit, whatever its width, without a cast); Integer a whole number of at most 64 bits (<c>sum(bigint)</c> is numeric and may be);
/// Double any number; Boolean <c>boolean</c>; Date <c>date</c>; Timestamp either <c>timestamp</c>, local in the query's zone, or
/// <c>timestamptz</c>, which tells the two hours apart when clocks are set back. Anything else is refused by the column's name.
/// </remarks>
public sealed class PostgresEngine(PostgresSettings settings, Lanes lanes, TimeProvider clock) : IAsyncDisposable
{
    // A plan may cost more than a double or a time can say.
    private const double LongestEstimate = 3_600_000;

    private readonly NpgsqlDataSource _data = settings.Open(lanes.Settings.Places, alone: true);

    // Heavy statements side by side keep the cores busy as it is; workers of theirs would only push quick ones aside.
    private readonly NpgsqlDataSource _crowded = settings.Open(lanes.Settings.Heavy + lanes.Settings.Background, alone: false);

    /// <summary>What stands before it.</summary>
    internal Lanes Lanes => lanes;

    /// <summary>Told of every failure with the server's own words, which callers do not get.</summary>
    public Action<Diagnostic>? Failed { get; init; }

    /// <summary>
    /// Runs one statement that gives these columns in this order. With a limit it asks for one row more, which is cut off and becomes
    /// <see cref="ResultTable.HasMore"/>. Refused with E310, E312, E313 (reload the pointers and try again), E315, E316, E320, E330, E331
    /// or A429.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the server was told to stop.</exception>
    public async Task<Outcome<ResultTable>> ExecuteAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
            return Refused(DiagnosticCode.MalformedRequest, $"'{timeZone}' is not a time zone this system knows");
        var rows = new RowReader(columns, zone, limits, limit);
        return await InTurnAsync(
            statement,
            limits,
            async (data, stop) =>
            {
                await using var connection = await data.OpenConnectionAsync(stop);
                return await OnceAsync(connection, statement, rows, stop);
            },
            ct);
    }

    /// <summary>The same, with the change key that the same snapshot gives.</summary>
    internal async Task<Outcome<KeyedTable>> ExecuteAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit, ChangeKey key, CancellationToken ct)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return await InTurnAsync(
            statement,
            limits,
            async (data, stop) =>
            {
                await using var connection = await data.OpenConnectionAsync(stop);
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
                var change = new ChangeKeyValue(await key.ReadAsync(connection, stop));
                var read = await OnceAsync(connection, statement, new RowReader(columns, zone, limits, limit), stop);
                return read.Succeeded(out var table) ? Outcome<KeyedTable>.Of(new KeyedTable(table, change)) : Outcome<KeyedTable>.Refused(read.Diagnostics);
            },
            ct);
    }

    /// <summary>What a change key is now.</summary>
    internal Task<Outcome<ChangeKeyValue>> ReadAsync(ChangeKey key, AnswerLimits limits, CancellationToken ct) => lanes.RunAsync(
        new Work(KnownCosts.ShapeOf(key.Text)),
        limits.Account,
        limits.Timeout,
        (turn, stop) => GuardedAsync(
            async () =>
            {
                await using var connection = await DataOf(turn).OpenConnectionAsync(stop);
                return Outcome<ChangeKeyValue>.Of(new ChangeKeyValue(await key.ReadAsync(connection, stop)));
            },
            stop),
        ct);

    /// <summary>
    /// Runs one statement and hands its rows on as they come. Refused as one that is read to its end as long as the first rows are not
    /// there; later ones have as long as the server gives any statement. It is in the lane of streams from then on.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the server was told to stop.</exception>
    public async Task<Outcome<RowStream>> StreamAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
            return Outcome<RowStream>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, $"'{timeZone}' is not a time zone this system knows"));
        var taken = await lanes.TakeStreamAsync(limits.Account, ct);
        if (!taken.Succeeded(out var place))
            return Outcome<RowStream>.Refused(taken.Diagnostics);
        var begun = false;
        try
        {
            var outcome = await InTurnAsync(
                statement, limits, (data, stop) => BeginAsync(data, statement, columns, zone, limits, limit, stop), ct);
            if (begun = outcome.Succeeded(out var stream))
            {
                stream!.Failed = Failed;
                stream.WhenOver(place.Dispose);
            }

            return outcome;
        }
        finally
        {
            if (!begun)
                place.Dispose();
        }
    }

    /// <summary>Closes the idle connections; statements at work end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        await _crowded.DisposeAsync();
    }

    private NpgsqlDataSource DataOf(Turn turn) => turn.IsCrowded ? _crowded : _data;

    private Task<Outcome<T>> InTurnAsync<T>(
        SqlStatement statement, AnswerLimits limits, Func<NpgsqlDataSource, CancellationToken, Task<Outcome<T>>> onceAsync,
        CancellationToken ct)
        where T : class => lanes.RunAsync(
            new Work(KnownCosts.ShapeOf(statement.Text), stop => EstimateAsync(statement, stop)),
            limits.Account,
            limits.Timeout,
            (turn, stop) => GuardedAsync(() => onceAsync(DataOf(turn), stop), stop),
            ct);

    private async Task<Outcome<T>> GuardedAsync<T>(Func<Task<Outcome<T>>> onceAsync, CancellationToken stop)
        where T : class
    {
        for (var again = false; ; again = true)
        {
            try
            {
                return await onceAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException && stop.IsCancellationRequested)
            {
                throw new OperationCanceledException("the statement was stopped", e, stop);
            }
            catch (NpgsqlException e) when (!again && PostgresFailure.IsPassing(e))
            {
                // A pooled connection does not know that its server was restarted. Reading twice is safe; if it is really down, that shows at once.
            }
            catch (NpgsqlException e)
            {
                var problem = PostgresFailure.Of(e);
                Failed?.Invoke(problem);
                return Outcome<T>.Refused(problem);
            }
        }
    }

    // Nothing is run, only planned: some milliseconds, once for each shape of statement.
    private async Task<TimeSpan?> EstimateAsync(SqlStatement statement, CancellationToken ct)
    {
        try
        {
            await using var connection = await _data.OpenConnectionAsync(ct);
            await using var command = Command(statement with { Text = $"explain (format json) {statement.Text}" }, connection, [true]);
            using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync(ct))!);
            var cost = plan.RootElement[0].GetProperty("Plan").GetProperty("Total Cost").GetDouble();
            return TimeSpan.FromMilliseconds(Math.Min(cost / settings.CostPerMillisecond, LongestEstimate));
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException("the statement was stopped", e, ct);
        }
        catch (NpgsqlException)
        {
            // Whatever is wrong with it, running it says so.
            return null;
        }
    }

    private static async Task<Outcome<ResultTable>> OnceAsync(NpgsqlConnection connection, SqlStatement statement, RowReader rows, CancellationToken ct)
    {
        await using var command = Command(statement, connection, rows.AsText);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var outcome = await rows.ReadAsync(reader, ct);
        if (!rows.ReachedEnd)
            // Else closing the reader would wait for the rest. Not awaited on this thread: it connects to the server.
            await Task.Run(command.Cancel, CancellationToken.None);
        return outcome;
    }

    private async Task<Outcome<RowStream>> BeginAsync(
        NpgsqlDataSource data, SqlStatement statement, EquatableList<ResultColumn> columns, TimeZoneInfo zone, AnswerLimits limits,
        long? limit, CancellationToken ct)
    {
        var connection = await data.OpenConnectionAsync(ct);
        var command = Command(statement, connection, RowReader.TextOf(columns));
        return await RowStream.BeginAsync(
            connection, command, columns, zone, limits, limit, new CancellationTokenSource(settings.LongestStatement, clock), ct);
    }

    private static NpgsqlCommand Command(SqlStatement statement, NpgsqlConnection connection, bool[] asText)
    {
        var command = new NpgsqlCommand(statement.Text, connection) { UnknownResultTypeList = asText };
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(PostgresParameters.Bind(parameter));
        return command;
    }

    private static Outcome<ResultTable> Refused(DiagnosticCode code, string message) => Outcome<ResultTable>.Refused(new Diagnostic(code, message));
}
