using System.Data;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Answers;
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
public sealed class PostgresEngine(PostgresSettings settings, TimeProvider clock) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _data = settings.Open();
    private readonly SemaphoreSlim _turns = new(settings.MaxConnections);

    /// <summary>Told of every failure with the server's own words, which callers do not get.</summary>
    public Action<Diagnostic>? Failed { get; init; }

    // Whoever reads slowly keeps a connection for long; that must not be all of them.
    private readonly SemaphoreSlim _streams = new(Math.Max(1, settings.MaxConnections / 2));

    /// <summary>
    /// Runs one statement that gives these columns in this order. With a limit it asks for one row more, which is cut off and becomes
    /// <see cref="ResultTable.HasMore"/>. Refused with E310, E312, E313 (reload the pointers and try again), E320, E330 or E331.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the server was told to stop.</exception>
    public async Task<Outcome<ResultTable>> ExecuteAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
            return Refused(DiagnosticCode.MalformedRequest, $"'{timeZone}' is not a time zone this system knows");
        var rows = new RowReader(columns, zone, limits, limit);
        return await InTurnAsync(
            async stop =>
            {
                await using var connection = await _data.OpenConnectionAsync(stop);
                return await OnceAsync(connection, statement, rows, stop);
            },
            limits.Timeout,
            ct);
    }

    /// <summary>The same, with the change key that the same snapshot gives.</summary>
    internal async Task<Outcome<KeyedTable>> ExecuteAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit, ChangeKey key, CancellationToken ct)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return await InTurnAsync(
            async stop =>
            {
                await using var connection = await _data.OpenConnectionAsync(stop);
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
                var change = new ChangeKeyValue(await key.ReadAsync(connection, stop));
                var read = await OnceAsync(connection, statement, new RowReader(columns, zone, limits, limit), stop);
                return read.Succeeded(out var table) ? Outcome<KeyedTable>.Of(new KeyedTable(table, change)) : Outcome<KeyedTable>.Refused(read.Diagnostics);
            },
            limits.Timeout,
            ct);
    }

    /// <summary>What a change key is now.</summary>
    internal Task<Outcome<ChangeKeyValue>> ReadAsync(ChangeKey key, AnswerLimits limits, CancellationToken ct) => InTurnAsync(
        async stop =>
        {
            await using var connection = await _data.OpenConnectionAsync(stop);
            return Outcome<ChangeKeyValue>.Of(new ChangeKeyValue(await key.ReadAsync(connection, stop)));
        },
        limits.Timeout,
        ct);

    /// <summary>
    /// Runs one statement and hands its rows on as they come. Refused as one that is read to its end as long as the first rows are not
    /// there; later ones have as long as the server gives any statement.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the server was told to stop.</exception>
    public async Task<Outcome<RowStream>> StreamAsync(
        SqlStatement statement, EquatableList<ResultColumn> columns, string timeZone, AnswerLimits limits, long? limit, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
            return Outcome<RowStream>.Refused(new Diagnostic(DiagnosticCode.MalformedRequest, $"'{timeZone}' is not a time zone this system knows"));
        if (!await TakeTurnAsync(_streams, ct))
            return Outcome<RowStream>.Refused(Busy());
        var begun = false;
        try
        {
            if (!await TakeTurnAsync(_turns, ct))
                return Outcome<RowStream>.Refused(Busy());
            try
            {
                var outcome = await GuardedAsync(stop => BeginAsync(statement, columns, zone, limits, limit, stop), limits.Timeout, ct);
                if (begun = outcome.Succeeded(out var stream))
                {
                    stream!.Failed = Failed;
                    stream.WhenOver(() =>
                    {
                        _turns.Release();
                        _streams.Release();
                    });
                }

                return outcome;
            }
            finally
            {
                if (!begun)
                    _turns.Release();
            }
        }
        finally
        {
            if (!begun)
                _streams.Release();
        }
    }

    /// <summary>Closes the idle connections; statements at work end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _turns.Dispose();
        _streams.Dispose();
    }

    private async Task<Outcome<T>> InTurnAsync<T>(Func<CancellationToken, Task<Outcome<T>>> onceAsync, TimeSpan longest, CancellationToken ct)
        where T : class
    {
        if (!await TakeTurnAsync(_turns, ct))
            return Outcome<T>.Refused(Busy());
        try
        {
            return await GuardedAsync(onceAsync, longest, ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<bool> TakeTurnAsync(SemaphoreSlim turns, CancellationToken ct)
    {
        if (turns.Wait(0, ct))
            return true;
        using var patience = new CancellationTokenSource(settings.LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await turns.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Outcome<T>> GuardedAsync<T>(Func<CancellationToken, Task<Outcome<T>>> onceAsync, TimeSpan longest, CancellationToken ct)
        where T : class
    {
        using var timeout = new CancellationTokenSource(longest, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        for (var again = false; ; again = true)
        {
            try
            {
                return await onceAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException && ct.IsCancellationRequested)
            {
                throw new OperationCanceledException("the caller went away", e, ct);
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException && timeout.IsCancellationRequested)
            {
                return Outcome<T>.Refused(new Diagnostic(DiagnosticCode.EngineTimeout, $"the warehouse did not answer within {longest.TotalSeconds:0.###} s"));
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
        SqlStatement statement, EquatableList<ResultColumn> columns, TimeZoneInfo zone, AnswerLimits limits, long? limit, CancellationToken ct)
    {
        var connection = await _data.OpenConnectionAsync(ct);
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

    private Diagnostic Busy() => new(DiagnosticCode.WarehouseUnavailable,
        $"all {settings.MaxConnections} connections to the warehouse were busy for {settings.LongestWait.TotalSeconds:0.#} s");

    private static Outcome<ResultTable> Refused(DiagnosticCode code, string message) => Outcome<ResultTable>.Refused(new Diagnostic(code, message));
}
