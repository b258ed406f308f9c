using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Reads a record into its columns, or says why it does not fit.</summary>
/// <param name="table">The table whose rows these are.</param>
/// <param name="rows">The file.</param>
/// <param name="columns">The columns that are read.</param>
/// <param name="tally">Takes the values that do not fit.</param>
internal sealed class RowReader(SourceTable table, SourceRows rows, LoadedColumn[] columns, RejectTally tally)
{
    private const int LongestValue = 60;
    private const int LongestRaw = 16 * 1024;

    // In a row whose fields have shifted, any field may hold a secret such as a card number.
    private readonly bool _mayQuote = !table.HidesValues;
    private bool? _isMarked;

    /// <summary>The file's name where a table has several, else null.</summary>
    public string? File { get; init; }

    /// <summary>Where the file is.</summary>
    public required string Path { get; init; }

    /// <summary>False when the file's rejects were counted before.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Reads the current record. Null when it fits and the columns hold it, ready to be written.</summary>
    public Reject? Read()
    {
        // Before the columns are read, since it makes them read something else.
        var joined = rows.Shape is { } shape ? LinesInQuotes.Count(rows.Raw, shape, columns) : 0;
        if (rows.Problem is { } problem)
            return Broken(problem, rows.IsTorn || joined > 0);
        if (joined > 0)
        {
            return Broken(
                $"a quoted field contains {joined} lines that look like rows: is a quote missing? ('rows_in_quotes: true' of the table "
                + "reads such fields)",
                countsLines: true);
        }

        // All columns, even after one is wrong, so that their author can fix them together.
        List<Fault>? faults = null;
        var isTotal = false;
        foreach (var column in columns)
        {
            if (column.Read(rows) is not { } unfit)
                continue;
            tally.Advice.See(column, rows.Field(column.Field), IsMarked(rows.Field(column.Field)));
            isTotal |= IsTotal(rows.Field(column.Field));
            var fault = Unfit(column, unfit);
            (faults ??= []).Add(fault);
            if (Counts && tally.Misfits.IsFirst(column.Name))
                tally.Misfits.Show(column.Name, RejectTally.Named(new Reject(rows.Line, [fault], Raw: null), File));
        }

        tally.Totals += isTotal && Counts ? 1 : 0;
        return faults is null ? null : Rejected([.. faults]);
    }

    // The lines of a record may all be rows, which a misplaced quote made one: each of them counts then.
    private Reject Broken(string why, bool countsLines)
    {
        var lines = rows.Lines;
        var counted = countsLines ? string.Create(CultureInfo.InvariantCulture, $", and counts as {lines:N0} rows") : "";
        var span = lines == 1 ? "" : $" (the record goes on to line {rows.Line + lines - 1}{counted})";
        var broken = Rejected([new Fault(null, why + span)]) with { Lines = countsLines ? lines : 1 };
        if (Counts && tally.Misfits.IsFirst(null, broken.Lines))
            tally.Misfits.Show(null, RejectTally.Named(broken, File));
        return broken;
    }

    // A mark of UTF-8 takes precedence over any 'encoding'.
    private bool IsMarked(ReadOnlySpan<byte> value) =>
        Utf8Value.IsNoUtf8(value) && (_isMarked ??= Utf8Text.IsMarked(table.At(Path)));

    private static bool IsTotal(ReadOnlySpan<byte> value) => value.Length is > 1 and <= LongestValue
        && TotalWords.KindOf(Text(value, LongestValue)) is TotalKind.Sum or TotalKind.Mean;

    private Fault Unfit(LoadedColumn column, string unfit)
    {
        var value = rows.Field(column.Field);
        return new Fault(
            column.Name, _mayQuote && !value.IsEmpty ? $"'{Text(value, LongestValue)}' {unfit}" : $"the value {unfit}");
    }

    private Reject Rejected(EquatableList<Fault> faults) => new(rows.Line, faults, _mayQuote ? Text(rows.Raw, LongestRaw) : null);

    // Bytes of any kind become a text that PostgreSQL accepts.
    private static string Text(ReadOnlySpan<byte> bytes, int longest) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, longest)]).Replace('\0', '\uFFFD') + (bytes.Length > longest ? "…" : "");
}

/// <summary>Finds rows that a missing quote has joined: they stand in one field, line by line.</summary>
internal static class LinesInQuotes
{
    // One line may look like a row by chance.
    private const int Fewest = 2;

    // Without numbers and dates only the count of fields tells, and one comma is in many a line.
    private const int FewestOfFew = 5;
    private const int FewestFields = 3;

    /// <summary>How many lines between a record's first and last one look like rows; 0 unless all of them do.</summary>
    public static int Count(ReadOnlySpan<byte> raw, RowShape shape, LoadedColumn[] columns)
    {
        // Nearly all records end here.
        var first = raw.IndexOfAny((byte)'\n', (byte)'\r');
        if (first < 0)
            return 0;
        var (end, count, sure) = (raw.Contains((byte)'\n') ? (byte)'\n' : (byte)'\r', 0, 0);
        // The first and the last line of the record are whole rows too.
        if (Fields(raw[..first], shape) < shape.Fewest || Fields(raw[(raw.LastIndexOf(end) + 1)..], shape) < shape.Fewest)
            return 0;
        raw = raw[(raw.IndexOf(end) + 1)..];
        for (var at = raw.IndexOf(end); at >= 0; at = raw.IndexOf(end), count++)
        {
            if (Reads(raw[..at].TrimEnd((byte)'\r'), shape, columns) is not { } typed)
                return 0;
            sure += typed ? 1 : 0;
            raw = raw[(at + 1)..];
        }

        var isAllText = Array.TrueForAll(columns, c => c.IsText);
        var looksAlike = isAllText ? count >= FewestOfFew && shape.Fewest >= FewestFields
            : sure >= (shape.Fewest < FewestFields ? FewestOfFew : Fewest);
        return looksAlike ? count : 0;
    }

    // Whether some column that is no text reads a value in the line; null when the line is no row.
    private static bool? Reads(ReadOnlySpan<byte> line, RowShape shape, LoadedColumn[] columns)
    {
        var fields = Fields(line, shape);
        if (fields < shape.Fewest || fields > shape.Most)
            return null;
        var typed = false;
        foreach (var column in columns)
        {
            if (column.IsText)
                continue;
            if (column.WouldRead(Field(line, column.Field, shape.Delimiter)) is not { } reads)
                continue;
            if (!reads)
                return null;
            typed = true;
        }

        return typed;
    }

    private static int Fields(ReadOnlySpan<byte> line, RowShape shape) => line.Count(shape.Delimiter) + 1;

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int field, byte delimiter)
    {
        for (; field > 0; field--)
            line = line[(line.IndexOf(delimiter) + 1)..];
        var end = line.IndexOf(delimiter);
        line = end < 0 ? line : line[..end];
        // An empty field in quotes is an escaped quote where it stands inside a field.
        return line.SequenceEqual("\"\""u8) ? [] : line;
    }
}
