using System.Text;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Reads a record into its columns, or says why it does not fit.</summary>
internal sealed class RowReader(SourceTable table, SourceRows rows, LoadedColumn[] columns, RejectAdvice advice)
{
    private const int LongestValue = 60;
    private const int LongestRaw = 16 * 1024;

    // A card number may stand in any field of a row whose fields have shifted.
    private readonly bool _mayQuote = !table.HidesValues;

    /// <summary>Null when the columns hold a row to write.</summary>
    public Reject? Read()
    {
        if (rows.Problem is { } problem)
            return Rejected(null, problem + Span());
        foreach (var column in columns)
        {
            if (column.Read(rows) is not { } unfit)
                continue;
            var value = rows.Field(column.Field);
            advice.See(column, value);
            return Rejected(column.Name, _mayQuote && !value.IsEmpty ? $"'{Text(value, LongestValue)}' {unfit}" : $"the value {unfit}");
        }

        return null;
    }

    private Reject Rejected(string? column, string reason) => new(rows.Line, column, reason, _mayQuote ? Text(rows.Raw, LongestRaw) : null);

    // A quote at the wrong place takes the lines after it along.
    private string Span()
    {
        var breaks = rows.Raw.Count((byte)'\n');
        return breaks == 0 ? "" : $" (the record goes on to line {rows.Line + breaks})";
    }

    // Whatever the bytes are, PostgreSQL must take the text.
    private static string Text(ReadOnlySpan<byte> bytes, int longest) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, longest)]).Replace('\0', '\uFFFD') + (bytes.Length > longest ? "…" : "");
}
