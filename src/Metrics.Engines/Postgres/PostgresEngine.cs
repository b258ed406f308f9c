using System.Data;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres.Columns;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Sql;
using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>Runs statements on PostgreSQL and reads their rows by column.</summary>
/// <remarks>
/// What the SQL must give for each type: String, Json and Decimal may be of any type, since the server sends their text (so a decimal keeps
/// every digit, whatever its width, without a cast); Integer a whole number of at most 64 bits (<c>sum(bigint)</c>, which is numeric, is
/// accepted); Double any number; Boolean <c>boolean</c>; Date <c>date</c>; Timestamp either <c>timestamp</c>, local in the query's zone, or
/// <c>timestamptz</c>, which distinguishes the two equal hours when clocks are set back. Anything else is refused with the column's name.
/// </remarks>
public sealed class PostgresEngine(PostgresSettings settings, TimeProvider clock) : IEngine
{
    // A plan may cost more than a double or a TimeSpan can hold.
    private const double LongestEstimate = 3_600_000;

    private readonly NpgsqlDataSource _data = settings.Open(settings.Connections, alone: true);

    // Several heavy statements keep the cores busy already; parallel workers would only slow down quick ones.
    private readonly NpgsqlDataSource _crowded = settings.Open(settings.CrowdedConnections, alone: false);

    /// <inheritdoc/>
    public IDialect Dialect => PostgresDialect.Spelling;

    /// <summary>Called with every failure in the server's own words, which callers do not get.</summary>
    public Action<Diagnostic>? Failed { get; init; }

    /// <inheritdoc/>
    public async Task<TimeSpan?> EstimateAsync(SqlStatement statement, CancellationToken ct)
    {
        // Nothing is run, only planned: some milliseconds, once for each shape of statement.
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
            // What is wrong with it shows when it runs.
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<Outcome<ResultTable>> ExecuteAsync(StatementRun run, CancellationToken ct)
    {
        var rows = new StatementRows(run);
        return GuardedAsync(
            async () =>
            {
                await using var connection = await DataOf(run.IsCrowded).OpenConnectionAsync(ct);
                return await OnceAsync(connection, run.Statement, rows, ct);
            },
            ct);
    }

    /// <inheritdoc/>
    public Task<Outcome<KeyedTable>> ExecuteAsync(StatementRun run, string changeKey, CancellationToken ct) => GuardedAsync(
        async () =>
        {
            await using var connection = await DataOf(run.IsCrowded).OpenConnectionAsync(ct);
            await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            var change = new ChangeKeyValue(await new ChangeKey(changeKey).ReadAsync(connection, ct));
            var read = await OnceAsync(connection, run.Statement, new StatementRows(run), ct);
            return read.Succeeded(out var table)
                ? Outcome<KeyedTable>.Of(new KeyedTable(table, change)) : Outcome<KeyedTable>.Refused(read.Diagnostics);
        },
        ct);

    /// <inheritdoc/>
    public Task<Outcome<ChangeKeyValue>> ReadChangeKeyAsync(string changeKey, bool isCrowded, CancellationToken ct) => GuardedAsync(
        async () =>
        {
            await using var connection = await DataOf(isCrowded).OpenConnectionAsync(ct);
            return Outcome<ChangeKeyValue>.Of(new ChangeKeyValue(await new ChangeKey(changeKey).ReadAsync(connection, ct)));
        },
        ct);

    /// <summary>
    /// Runs one statement and hands its rows on as they arrive. Until the first rows are there it is refused for the same reasons as a
    /// statement that is read to its end; after that only the server's statement timeout applies.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away; the server was asked to stop.</exception>
    public Task<Outcome<RowStream>> StreamAsync(StatementRun run, CancellationToken ct) => GuardedAsync(
        async () =>
        {
            var connection = await DataOf(run.IsCrowded).OpenConnectionAsync(ct);
            var command = Command(run.Statement, connection, StatementRows.TextOf(run.Columns));
            var patience = new CancellationTokenSource(settings.LongestStatement, clock);
            return await PostgresRowStream.BeginAsync(connection, command, run, patience, Failed, ct);
        },
        ct);

    /// <inheritdoc/>
    public async Task<string> ZoneRulesAsync(string zone, CancellationToken ct)
    {
        await using var connection = await _data.OpenConnectionAsync(ct);
        // Weighted, so that two differences do not cancel each other.
        await using var command = new NpgsqlCommand(
            $"""
            select concat(sum(trunc(extract(epoch from m at time zone $1)) * (n % 9973)), ' ',
              sum(trunc(extract(epoch from (m at time zone 'UTC') at time zone $1)) * (n % 9973)))
            from (select n, to_timestamp({ZoneRules.Begin}) + n * interval '1 hour' as m
                  from generate_series(0, {ZoneRules.Hours - 1}) as g (n)) as t
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = zone });
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Closes the idle connections; running statements end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        await _crowded.DisposeAsync();
    }

    private NpgsqlDataSource DataOf(bool isCrowded) => isCrowded ? _crowded : _data;

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
                // A pooled connection does not notice that its server was restarted. Reading twice is safe; if the server is really down,
                // the second try fails immediately.
            }
            catch (NpgsqlException e)
            {
                var problem = PostgresFailure.Of(e);
                Failed?.Invoke(problem);
                return Outcome<T>.Refused(problem);
            }
        }
    }

    private static async Task<Outcome<ResultTable>> OnceAsync(
        NpgsqlConnection connection, SqlStatement statement, StatementRows rows, CancellationToken ct)
    {
        await using var command = Command(statement, connection, rows.AsText);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var outcome = await rows.ReadAsync(reader, ct);
        if (!rows.ReachedEnd)
            // Otherwise closing the reader would wait for the remaining rows. On another thread, since it blocks while it connects to the
            // server.
            await Task.Run(command.Cancel, CancellationToken.None);
        return outcome;
    }

    private static NpgsqlCommand Command(SqlStatement statement, NpgsqlConnection connection, bool[] asText)
    {
        var command = new NpgsqlCommand(statement.Text, connection) { UnknownResultTypeList = asText };
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(PostgresParameters.Bind(parameter));
        return command;
    }
}

/// <summary>Reads the rows of one statement into columns, up to the limit and within the caps.</summary>
internal sealed class StatementRows(StatementRun run)
{
    private readonly EquatableList<ResultColumn> _columns = run.Columns;
    private readonly RowCaps _caps = run.Caps;

    /// <summary>Which columns the server sends as text.</summary>
    public bool[] AsText { get; } = TextOf(run.Columns);

    public static bool[] TextOf(EquatableList<ResultColumn> columns) =>
        columns.Select(
            c => c.Type is Domain.Results.ValueType.String or Domain.Results.ValueType.Json or Domain.Results.ValueType.Decimal).ToArray();

    /// <summary>False when rows are left unread.</summary>
    public bool ReachedEnd { get; private set; }

    public async Task<Outcome<ResultTable>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        ReachedEnd = false;
        if (reader.FieldCount != _columns.Count)
            throw new InvalidOperationException($"the statement gives {reader.FieldCount} columns, {_columns.Count} were planned");
        using var values = new ColumnSet(_columns, run.Zone);
        if (values.Misfit(reader) is { } misfit)
            return Outcome<ResultTable>.Refused(misfit);
        var (rows, bytes, more) = (0, 0L, false);
        while (!more && await reader.ReadAsync(ct))
        {
            if (rows == run.Limit)
            {
                more = true;
                ReachedEnd = !await reader.ReadAsync(ct);
                continue;
            }

            if (rows == _caps.MaxRows)
                return Refused(
                    DiagnosticCode.TooManyRows, $"the answer has more than {_caps.MaxRows} rows",
                    "ask with a limit, a filter or a coarser grain");
            if (!values.TryRead(reader, ref bytes, out var overflow))
                return Outcome<ResultTable>.Refused(overflow);
            rows++;
            if (bytes > _caps.MaxBytes)
                return Refused(
                    DiagnosticCode.TooManyBytes, $"the answer has more than {_caps.MaxBytes} bytes",
                    "ask with a limit, a filter or fewer columns");
        }

        ReachedEnd |= !more;
        return Outcome<ResultTable>.Of(new ResultTable(_columns, values.Build(rows), rows, more, values.Warnings));
    }

    private static Outcome<ResultTable> Refused(DiagnosticCode code, string message, string hint) =>
        Outcome<ResultTable>.Refused(new Diagnostic(code, message, Hint: hint));
}
