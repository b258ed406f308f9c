using DuckDB.NET.Data;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;

namespace Metrics.Engines.DuckDb;

/// <summary>A running statement, read into columns up to its limit and within its caps.</summary>
internal sealed class DuckDbRows : IDisposable
{
    private const int RowsAtOnce = 4096;

    private readonly DuckDBConnection _connection;
    private readonly DuckDBCommand _command;
    private readonly DuckDBDataReader _reader;
    private int _rows;

    private DuckDbRows(DuckDBConnection connection, DuckDBCommand command, DuckDBDataReader reader, StatementRun run) =>
        (_connection, _command, _reader, Run) = (connection, command, reader, run);

    public StatementRun Run { get; }

    /// <summary>True when there is nothing more to read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Starts it; blocks until the first rows are there.</summary>
    public static DuckDbRows Begin(DuckDBConnection connection, StatementRun run, CancellationToken ct)
    {
        var command = connection.CreateCommand();
        try
        {
            command.CommandText = run.Statement.Text;
            command.UseStreamingMode = true;
            foreach (var parameter in run.Statement.Parameters)
                command.Parameters.Add(new DuckDBParameter(parameter.Value));
            using var interrupt = DuckDbInterrupt.On(command, ct);
            var reader = command.ExecuteReader();
            if (reader.FieldCount == run.Columns.Count)
                return new DuckDbRows(connection, command, reader, run);
            using (reader)
                throw new InvalidOperationException($"the statement gives {reader.FieldCount} columns, {run.Columns.Count} were planned");
        }
        catch
        {
            command.Dispose();
            connection.Dispose();
            throw;
        }
    }

    /// <summary>All rows; refused when there are more than allowed.</summary>
    public Outcome<ResultTable> ReadAll(CancellationToken ct) => Read(int.MaxValue, isWhole: true, ct);

    /// <summary>Up to 4,096 rows; none at the end.</summary>
    public Outcome<ResultTable> ReadSome(CancellationToken ct) => Read(RowsAtOnce, isWhole: false, ct);

    public void Dispose()
    {
        using (_connection)
        using (_command)
            _reader.Dispose();
    }

    private Outcome<ResultTable> Read(int atOnce, bool isWhole, CancellationToken ct)
    {
        using var interrupt = DuckDbInterrupt.On(_command, ct);
        var (columns, caps) = (Run.Columns, Run.Caps);
        var values = columns.Select((c, i) => DuckDbColumn.For(c, i, Run.Statement.Types[i], Run.Zone)).ToArray();
        var (rows, bytes, more) = (0, 0L, false);
        while (!IsOver && rows < atOnce)
        {
            ct.ThrowIfCancellationRequested();
            if (!_reader.Read())
            {
                IsOver = true;
            }
            else if (_rows == Run.Limit)
            {
                // One row more than the limit was asked for, to see whether there are more.
                (more, IsOver) = (isWhole, true);
            }
            else if (_rows == caps.MaxRows)
            {
                return Refused(
                    DiagnosticCode.TooManyRows, $"the answer has more than {caps.MaxRows} rows",
                        "ask with a limit, a filter or a coarser grain");
            }
            else
            {
                if (TooWide(values, ref bytes) is { } tooWide)
                    return Outcome<ResultTable>.Refused(tooWide);
                (rows, _rows) = (rows + 1, _rows + 1);
                if (isWhole && bytes > caps.MaxBytes)
                {
                    return Refused(
                        DiagnosticCode.TooManyBytes, $"the answer has more than {caps.MaxBytes} bytes",
                            "ask with a limit, a filter or fewer columns");
                }
            }
        }

        var warnings = columns.Zip(values).Where(x => x.Second.Bent is not null).Select(x => $"{x.First.Name}: {x.Second.Bent}");
        return Outcome<ResultTable>.Of(
            new ResultTable(columns, values.Select(v => v.Build()).ToEquatableList(), rows, more, warnings.ToEquatableList()));
    }

    private Diagnostic? TooWide(DuckDbColumn[] values, ref long bytes)
    {
        var column = 0;
        try
        {
            for (; column < values.Length; column++)
                bytes += values[column].Read(_reader);
            return null;
        }
        catch (OverflowException)
        {
            return new Diagnostic(
                DiagnosticCode.EngineRefused, $"column '{Run.Columns[column].Name}' has a whole number of more than 64 bits");
        }
    }

    private static Outcome<ResultTable> Refused(DiagnosticCode code, string message, string hint) =>
        Outcome<ResultTable>.Refused(new Diagnostic(code, message, Hint: hint));
}
