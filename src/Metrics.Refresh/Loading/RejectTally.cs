using System.Globalization;
using System.Runtime.InteropServices;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Counts the rejected rows, keeps the first ones, and throws when there are more than the table allows.</summary>
internal sealed class RejectTally(SourceTable table)
{
    private const int FirstRejects = 5;
    private readonly List<string> _first = [];
    private long _records;
    private string? _emptied;

    /// <summary>Rows read; a record that cannot be read counts with all its lines.</summary>
    public long Rows { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Rejected rows that are called totals by a value that does not fit.</summary>
    public long Totals { get; set; }

    /// <summary>True when the first line of a file that is declared to have no header does not fit, and looks like one.</summary>
    public bool HasHeader { get; set; }

    /// <summary>Declarations that would read the rejected values.</summary>
    public RejectAdvice Advice { get; } = new();

    /// <summary>The values that do not fit, by column.</summary>
    public Misfits Misfits { get; } = new();

    /// <summary>The first rejects in words; if several columns are wrong, the first of each with its number of values.</summary>
    public string FirstOnes => Misfits.Kinds > 1 ? $"{Misfits}" : string.Join("; ", _first) + (_records > _first.Count ? "; …" : "");

    /// <summary>True as soon as the load is certain to be refused.</summary>
    public bool IsHopeless => table.MaxRejected.Rows is { } most && Rejected > most;

    /// <summary>Takes in a row.</summary>
    /// <param name="reject">Why it does not fit; null when it does.</param>
    /// <param name="file">The file's name where a table has several, else null.</param>
    public void Add(Reject? reject, string? file)
    {
        Rows += reject?.Lines ?? 1;
        if (reject is null)
            return;
        Rejected += reject.Lines;
        _records++;
        if (_first.Count < FirstRejects)
            _first.Add(Named(reject, file));
    }

    /// <summary>A reject in words, with its file's name where the table has several files.</summary>
    public static string Named(Reject reject, string? file) => file is null ? reject.ToString() : $"'{file}' {reject}";

    /// <summary>Takes in the end of a file, with its numbers of rows read and rejected.</summary>
    public void EndFile(string name, long rows, long rejected)
    {
        if (rows > 0 && rejected == rows)
            _emptied ??= name;
    }

    /// <exception cref="SourceException">There are more than allowed, or a file has rows and all of them were rejected.</exception>
    public void RefuseTooMany()
    {
        var limit = table.MaxRejected;
        if (!limit.Allows(Rejected, Rows))
            throw Refused(limit.Words);
        if (_emptied is not null && !limit.MayLeaveNone)
            throw Refused(Rejected == Rows ? "all rows were rejected" : $"all rows of '{_emptied}' were rejected");
    }

    // In the words of the test that finds such rows among those that fit.
    private string Called => Totals == 0 ? "" : $"{NoTotalsTest.Called(Totals)} in the model in gold, after 'type: text' here; ";

    private string Header => !HasHeader ? ""
        : "the first line looks like a header: if it is one, take 'header: false' away, and give each column its name there as 'header'; ";

    private SourceException Refused(string why)
    {
        var advice = Advice.ToString();
        // When all rows are rejected, a higher limit would publish an empty table, so it is not suggested.
        var more = Rejected == Rows
            ? "no row is left, so the columns do not have their declared types; 'type: text' reads any value, and docs/loading.md "
                + "has the "
                + "other types"
            : $"'max_rejected' (it takes {RejectLimit.Expected}) throws these rows away";
        return new SourceException(new Diagnostic(
            DiagnosticCode.TooManyRejects,
            string.Create(
                CultureInfo.InvariantCulture,
                $"table '{table.Model}': {Rejected:N0} of {Rows:N0} rows do not fit, and {why}: {FirstOnes}"),
            table.Location,
            $"{Header}{Called}{(advice.Length > 0 ? $"{advice}; else {more}" : more)}"));
    }
}

/// <summary>A row that did not fit.</summary>
/// <param name="Line">The physical line where its record begins.</param>
/// <param name="Faults">All that is wrong with it: one fault for each bad column in order, or one for the whole row.</param>
/// <param name="Raw">The record as written in the file; null when the table has dropped or secret columns.</param>
internal sealed record Reject(long Line, EquatableList<Fault> Faults, string? Raw)
{
    /// <summary>How many rows it counts as: one, unless it cannot be read and has several lines.</summary>
    public long Lines { get; init; } = 1;

    /// <summary>The columns at fault; null for the whole row.</summary>
    public string? Columns => Faults[0].Column is null ? null : string.Join(", ", Faults.Select(f => f.Column));

    /// <summary>The reason; with several columns, each column's reason.</summary>
    public string Reason => Faults.Count == 1 ? Faults[0].Reason : string.Join("; ", Faults.Select(f => $"{f.Column}: {f.Reason}"));

    public override string ToString() => Columns is null ? $"line {Line}: {Reason}"
        : $"line {Line}, {string.Join("; ", Faults.Select(f => $"column {f.Column}: {f.Reason}"))}";
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Column">The column at fault; null for the whole row.</param>
/// <param name="Reason">Why, quoting the value unless the table has dropped or secret columns.</param>
internal sealed record Fault(string? Column, string Reason);

/// <summary>The values that do not fit, by column: how many, and the first of them.</summary>
internal sealed class Misfits
{
    /// <summary>How many columns are described in full.</summary>
    public const int MostTold = 5;

    // With more columns wrong, the declaration is probably that of another table.
    private const int MostNamed = 20;

    // Faults of whole rows, such as their number of fields, have the empty name.
    private readonly Dictionary<string, (long Count, string First)> _columns = [];

    /// <summary>How many columns have a value that does not fit; faults of whole rows count as one column.</summary>
    public int Kinds => _columns.Count;

    /// <summary>Counts a misfit. True for the column's first one, which is the one to show.</summary>
    /// <param name="column">The column; null for the whole row.</param>
    /// <param name="rows">How many rows it counts as.</param>
    public bool IsFirst(string? column, long rows = 1)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_columns, column ?? "", out var known);
        seen = seen with { Count = seen.Count + rows };
        return !known;
    }

    /// <summary>Records the description of a column's first misfit.</summary>
    public void Show(string? column, string words) => _columns[column ?? ""] = _columns[column ?? ""] with { First = words };

    public override string ToString()
    {
        // Columns first: faults of whole rows say little about the declaration.
        var all = _columns.OrderBy(c => c.Key.Length == 0).ToList();
        var told = all.Take(MostTold).Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"{c.Value.First} ({c.Value.Count:N0} {(c.Key.Length == 0 ? "row" : "value")}{(c.Value.Count == 1 ? "" : "s")})"));
        var rest = all.Skip(MostTold).Select(c => c.Key.Length == 0 ? "whole rows" : c.Key).ToList();
        var more = rest.Count == 0 ? ""
            : $"; and {rest.Count} more: {string.Join(", ", rest.Take(MostNamed))}{(rest.Count > MostNamed ? ", …" : "")}";
        return string.Join("; ", told) + more;
    }
}
