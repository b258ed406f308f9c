using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres.Columns;
using Metrics.Semantic.Engine;
using Npgsql;

namespace Metrics.Engines.Postgres;

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
