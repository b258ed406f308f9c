using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Admission;
using Metrics.Semantic.Engines.Postgres.Columns;
using Npgsql;

namespace Metrics.Semantic.Engines.Postgres;

/// <summary>Reads the rows of one statement into columns, up to the limit and within the caps.</summary>
internal sealed class RowReader(EquatableList<ResultColumn> columns, TimeZoneInfo zone, AnswerLimits limits, long? limit)
{
    /// <summary>The columns the server shall send as text.</summary>
    public bool[] AsText { get; } = TextOf(columns);

    public static bool[] TextOf(EquatableList<ResultColumn> columns) =>
        columns.Select(c => c.Type is Domain.Results.ValueType.String or Domain.Results.ValueType.Json or Domain.Results.ValueType.Decimal).ToArray();

    /// <summary>False when rows are left that nobody will read.</summary>
    public bool ReachedEnd { get; private set; }

    public async Task<Outcome<ResultTable>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        ReachedEnd = false;
        if (reader.FieldCount != columns.Count)
            throw new InvalidOperationException($"the statement gives {reader.FieldCount} columns, {columns.Count} were planned");
        using var values = new ColumnSet(columns, zone);
        if (values.Misfit(reader) is { } misfit)
            return Outcome<ResultTable>.Refused(misfit);
        var (rows, bytes, more) = (0, 0L, false);
        while (!more && await reader.ReadAsync(ct))
        {
            if (rows == limit)
            {
                more = true;
                ReachedEnd = !await reader.ReadAsync(ct);
                continue;
            }

            if (rows == limits.MaxRows)
                return Refused(DiagnosticCode.TooManyRows, $"the answer has more than {limits.MaxRows} rows", "ask with a limit, a filter or a coarser grain");
            if (!values.TryRead(reader, ref bytes, out var overflow))
                return Outcome<ResultTable>.Refused(overflow);
            rows++;
            if (bytes > limits.MaxBytes)
                return Refused(DiagnosticCode.TooManyBytes, $"the answer has more than {limits.MaxBytes} bytes", "ask with a limit, a filter or fewer columns");
        }

        ReachedEnd |= !more;
        return Outcome<ResultTable>.Of(new ResultTable(columns, values.Build(rows), rows, more, values.Warnings));
    }

    private static Outcome<ResultTable> Refused(DiagnosticCode code, string message, string hint) =>
        Outcome<ResultTable>.Refused(new Diagnostic(code, message, Hint: hint));
}
