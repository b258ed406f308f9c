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
        if (!await TakeTurnAsync(ct))
            return Refused(DiagnosticCode.WarehouseUnavailable,
                $"all {settings.MaxConnections} connections to the warehouse were busy for {settings.LongestWait.TotalSeconds:0.#} s");
        try
        {
            return await ExecuteAsync(statement, new RowReader(columns, zone, limits, limit), limits.Timeout, ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Closes the idle connections; statements at work end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _turns.Dispose();
    }

    private async Task<bool> TakeTurnAsync(CancellationToken ct)
    {
        if (_turns.Wait(0, ct))
            return true;
        using var patience = new CancellationTokenSource(settings.LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await _turns.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Outcome<ResultTable>> ExecuteAsync(SqlStatement statement, RowReader rows, TimeSpan longest, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(longest, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        for (var again = false; ; again = true)
        {
            try
            {
                return await OnceAsync(statement, rows, stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException && ct.IsCancellationRequested)
            {
                throw new OperationCanceledException("the caller went away", e, ct);
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException && timeout.IsCancellationRequested)
            {
                return Refused(DiagnosticCode.EngineTimeout, $"the warehouse did not answer within {longest.TotalSeconds:0.###} s");
            }
            catch (NpgsqlException e) when (!again && PostgresFailure.IsPassing(e))
            {
                // A pooled connection does not know that its server was restarted. Reading twice is safe; if it is really down, that shows at once.
            }
            catch (NpgsqlException e)
            {
                return Outcome<ResultTable>.Refused(PostgresFailure.Of(e));
            }
        }
    }

    private async Task<Outcome<ResultTable>> OnceAsync(SqlStatement statement, RowReader rows, CancellationToken ct)
    {
        await using var connection = await _data.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(statement.Text, connection) { UnknownResultTypeList = rows.AsText };
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(PostgresParameters.Bind(parameter));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var outcome = await rows.ReadAsync(reader, ct);
        if (!rows.ReachedEnd)
            // Else closing the reader would wait for the rest. Not awaited on this thread: it connects to the server.
            await Task.Run(command.Cancel, CancellationToken.None);
        return outcome;
    }

    private static Outcome<ResultTable> Refused(DiagnosticCode code, string message) => Outcome<ResultTable>.Refused(new Diagnostic(code, message));
}
