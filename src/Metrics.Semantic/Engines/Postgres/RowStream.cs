using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Admission;
using Metrics.Semantic.Engines.Postgres.Columns;
using Npgsql;

namespace Metrics.Semantic.Engines.Postgres;

/// <summary>Rows of a statement at work, some thousand at a time; never more of them are held. Disposing ends the statement.</summary>
public sealed class RowStream : IAsyncDisposable
{
    private const int RowsAtOnce = 4096;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly TimeZoneInfo _zone;
    private readonly AnswerLimits _limits;
    private readonly long _most;
    private readonly CancellationTokenSource _patience;
    private Action _released = () => { };
    private ResultTable? _first;
    private long _rows;
    private bool _ended;

    private RowStream(
        NpgsqlConnection connection, NpgsqlCommand command, NpgsqlDataReader reader, EquatableList<ResultColumn> columns, TimeZoneInfo zone, AnswerLimits limits,
        long? limit, CancellationTokenSource patience)
    {
        (_connection, _command, _reader, Columns, _zone, _limits, _patience) = (connection, command, reader, columns, zone, limits, patience);
        _most = Math.Min(limit ?? long.MaxValue, limits.MaxRows);
        IsLimited = limit <= limits.MaxRows;
    }

    /// <summary>The columns of every part.</summary>
    public EquatableList<ResultColumn> Columns { get; }

    /// <summary>Told of a failure with the server's own words.</summary>
    internal Action<Diagnostic>? Failed { get; set; }

    // True when what comes after the last row is not asked for, rather than too much.
    private bool IsLimited { get; }

    /// <summary>
    /// The next rows; none at the end. Refused when there are more than there may be (E330) or the engine gave up: what came before is then
    /// only a part of the answer.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async Task<Outcome<ResultTable>> NextAsync(CancellationToken ct)
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
            return Outcome<ResultTable>.Refused(new Diagnostic(DiagnosticCode.EngineTimeout, "reading the answer took longer than its tables are sure to be kept"));
        }
        catch (NpgsqlException e)
        {
            var problem = PostgresFailure.Of(e);
            Failed?.Invoke(problem);
            return Outcome<ResultTable>.Refused(problem);
        }
    }

    /// <summary>Ends the statement if it still runs, and gives its connection back.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_ended)
                // Else closing the reader would wait for the rest. Not awaited on this thread: it connects to the server.
                await Task.Run(_command.Cancel, CancellationToken.None);
            await _reader.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // It was told to stop, and says so, or its server is gone; either way it is over.
        }
        finally
        {
            await _command.DisposeAsync();
            await _connection.DisposeAsync();
            _patience.Dispose();
            _released();
        }
    }

    /// <summary>A stream whose first rows have been read, so that what is wrong with the statement is known before anything is sent.</summary>
    internal static async Task<Outcome<RowStream>> BeginAsync(
        NpgsqlConnection connection, NpgsqlCommand command, EquatableList<ResultColumn> columns, TimeZoneInfo zone, AnswerLimits limits, long? limit,
        CancellationTokenSource patience, CancellationToken ct)
    {
        RowStream? stream = null;
        try
        {
            stream = new RowStream(connection, command, await command.ExecuteReaderAsync(ct), columns, zone, limits, limit, patience);
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

    /// <summary>What to do when it is over.</summary>
    internal void WhenOver(Action released) => _released = released;

    private async Task<Outcome<ResultTable>> ReadAsync(CancellationToken ct)
    {
        using var values = new ColumnSet(Columns, _zone);
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
                        DiagnosticCode.TooManyRows, $"the answer has more than {_limits.MaxRows} rows", Hint: "ask with a limit, a filter or a coarser grain"));
                }

                // One row more was asked for than is wanted.
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
