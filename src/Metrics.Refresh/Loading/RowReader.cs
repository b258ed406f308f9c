using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Reads a record into its columns, or says why it does not fit.</summary>
/// <param name="table">Whose rows.</param>
/// <param name="rows">The file.</param>
/// <param name="columns">The columns that are read.</param>
/// <param name="tally">Takes what does not fit.</param>
internal sealed class RowReader(SourceTable table, SourceRows rows, LoadedColumn[] columns, RejectTally tally)
{
    private const int LongestValue = 60;
    private const int LongestRaw = 16 * 1024;

    // A card number may stand in any field of a row whose fields have shifted.
    private readonly bool _mayQuote = !table.HidesValues;

    /// <summary>The file's name where a table has several, else null.</summary>
    public string? File { get; init; }

    /// <summary>False when its rejects are counted already.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Null when the columns hold a row to write.</summary>
    public Reject? Read()
    {
        if (rows.Problem is { } problem)
        {
            var broken = Rejected([new Fault(null, problem + Span())]);
            if (Counts && tally.Misfits.IsFirst(null))
                tally.Misfits.Show(null, RejectTally.Named(broken, File));
            return broken;
        }

        // All columns, once one is wrong: their author mends them together.
        List<Fault>? faults = null;
        foreach (var column in columns)
        {
            if (column.Read(rows) is not { } unfit)
                continue;
            tally.Advice.See(column, rows.Field(column.Field));
            var fault = Unfit(column, unfit);
            (faults ??= []).Add(fault);
            if (Counts && tally.Misfits.IsFirst(column.Name))
                tally.Misfits.Show(column.Name, RejectTally.Named(new Reject(rows.Line, [fault], Raw: null), File));
        }

        return faults is null ? null : Rejected([.. faults]);
    }

    private Fault Unfit(LoadedColumn column, string unfit)
    {
        var value = rows.Field(column.Field);
        return new Fault(
            column.Name, _mayQuote && !value.IsEmpty ? $"'{Text(value, LongestValue)}' {unfit}" : $"the value {unfit}");
    }

    private Reject Rejected(EquatableList<Fault> faults) => new(rows.Line, faults, _mayQuote ? Text(rows.Raw, LongestRaw) : null);

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
