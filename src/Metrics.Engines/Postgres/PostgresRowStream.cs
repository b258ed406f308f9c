using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres.Columns;
using Metrics.Semantic.Engine;
using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>Rows of a running statement, each part as the server sends it. Disposing returns the connection to its pool.</summary>
internal sealed class PostgresRowStream : RowStream
{
    private const int RowsAtOnce = 4096;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly StatementRun _run;
    private readonly long _most;
    private readonly CancellationTokenSource _patience;
    private readonly Action<Diagnostic>? _failed;
    private ResultTable? _first;
    private long _rows;
    private bool _ended;

    private PostgresRowStream(
        NpgsqlConnection connection, NpgsqlCommand command, NpgsqlDataReader reader, StatementRun run, CancellationTokenSource patience,
        Action<Diagnostic>? failed)
    {
        (_connection, _command, _reader, _run, _patience, _failed) = (connection, command, reader, run, patience, failed);
        _most = Math.Min(run.Limit ?? long.MaxValue, run.Caps.MaxRows);
        IsLimited = run.Limit <= run.Caps.MaxRows;
    }

    /// <inheritdoc/>
    public override EquatableList<ResultColumn> Columns => _run.Columns;

    // True when further rows are beyond the limit asked for, rather than beyond the caps.
    private bool IsLimited { get; }

    /// <inheritdoc/>
    public override async Task<Outcome<ResultTable>> NextAsync(CancellationToken ct)
    {
        if (_first is { } first)
        {
            _first = null;
            return Outcome<ResultTable>.Of(first);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _patience.Token);
        try
        {
            return await ReadAsync(stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException("the caller went away", e, ct);
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException && _patience.IsCancellationRequested)
        {
            return Outcome<ResultTable>.Refused(
                new Diagnostic(DiagnosticCode.EngineTimeout, "reading the answer took longer than its tables are guaranteed to be kept"));
        }
        catch (NpgsqlException e)
        {
            var problem = PostgresFailure.Of(e);
            _failed?.Invoke(problem);
            return Outcome<ResultTable>.Refused(problem);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (!_ended)
                // Otherwise closing the reader would wait for the remaining rows. On another thread, since it blocks while it connects to
                // the server.
                await Task.Run(_command.Cancel, CancellationToken.None);
            await _reader.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // It was cancelled, or its server is gone; either way it has ended.
        }
        finally
        {
            await _command.DisposeAsync();
            await _connection.DisposeAsync();
            _patience.Dispose();
        }
    }

    /// <summary>A stream whose first rows have been read, so that errors of the statement are known before anything is sent.</summary>
    internal static async Task<Outcome<RowStream>> BeginAsync(
        NpgsqlConnection connection, NpgsqlCommand command, StatementRun run, CancellationTokenSource patience, Action<Diagnostic>? failed,
        CancellationToken ct)
    {
        PostgresRowStream? stream = null;
        try
        {
            stream = new PostgresRowStream(connection, command, await command.ExecuteReaderAsync(ct), run, patience, failed);
            var first = await stream.ReadAsync(ct);
            if (first.Succeeded(out stream._first))
                return Outcome<RowStream>.Of(stream);
            await stream.DisposeAsync();
            return Outcome<RowStream>.Refused(first.Diagnostics);
        }
        catch when (stream is not null)
        {
            await stream.DisposeAsync();
            throw;
        }
        catch
        {
            await command.DisposeAsync();
            await connection.DisposeAsync();
            patience.Dispose();
            throw;
        }
    }

    private async Task<Outcome<ResultTable>> ReadAsync(CancellationToken ct)
    {
        using var values = new ColumnSet(Columns, _run.Zone);
        if (values.Misfit(_reader) is { } misfit)
            return Outcome<ResultTable>.Refused(misfit);
        var (rows, bytes) = (0, 0L);
        while (!_ended && rows < RowsAtOnce)
        {
            if (!await _reader.ReadAsync(ct))
            {
                _ended = true;
            }
            else if (_rows == _most)
            {
                if (!IsLimited)
                {
                    return Outcome<ResultTable>.Refused(new Diagnostic(
                        DiagnosticCode.TooManyRows, $"the answer has more than {_run.Caps.MaxRows} rows",
                        Hint: "ask with a limit, a filter or a coarser grain"));
                }

                // One row more than the limit was asked for, to see whether there are more.
                _ended = !await _reader.ReadAsync(ct);
                break;
            }
            else if (!values.TryRead(_reader, ref bytes, out var overflow))
            {
                return Outcome<ResultTable>.Refused(overflow);
            }
            else
            {
                (rows, _rows) = (rows + 1, _rows + 1);
            }
        }

        return Outcome<ResultTable>.Of(new ResultTable(Columns, values.Build(rows), rows, HasMore: false, values.Warnings));
    }
}
