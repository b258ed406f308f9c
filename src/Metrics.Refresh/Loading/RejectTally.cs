using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Counts the rows that do not fit, keeps the first ones, and says when there are more than a table may have.</summary>
internal sealed class RejectTally(SourceTable table)
{
    private const int FirstRejects = 5;
    private readonly List<string> _first = [];
    private string? _emptied;

    /// <summary>Rows read.</summary>
    public long Rows { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>What the rejected values have in common.</summary>
    public RejectAdvice Advice { get; } = new();

    /// <summary>By column, what does not fit.</summary>
    public Misfits Misfits { get; } = new();

    /// <summary>The first ones, in words; where several columns are wrong, the first one of each, with how many values of it are.</summary>
    public string FirstOnes => Misfits.Kinds > 1 ? $"{Misfits}" : string.Join("; ", _first) + (Rejected > _first.Count ? "; …" : "");

    /// <summary>True as soon as it is certain that the load is going to be refused.</summary>
    public bool IsHopeless => table.MaxRejected.Rows is { } most && Rejected > most;

    /// <summary>Takes in a row.</summary>
    /// <param name="reject">Why it does not fit; null when it does.</param>
    /// <param name="file">The file's name where a table has several, else null.</param>
    public void Add(Reject? reject, string? file)
    {
        Rows++;
        if (reject is null)
            return;
        Rejected++;
        if (_first.Count < FirstRejects)
            _first.Add(Named(reject, file));
    }

    /// <summary>A reject with the file that it is of, where that is not the only one.</summary>
    public static string Named(Reject reject, string? file) => file is null ? reject.ToString() : $"'{file}' {reject}";

    /// <summary>Says that a file ended, of which so many rows were read and so many rejected.</summary>
    public void EndFile(string name, long rows, long rejected)
    {
        if (rows > 0 && rejected == rows)
            _emptied ??= name;
    }

    /// <exception cref="SourceException">There are more than there may be, or a file has rows of which none is left.</exception>
    public void RefuseTooMany()
    {
        var limit = table.MaxRejected;
        if (!limit.Allows(Rejected, Rows))
            throw Refused(limit.Words);
        if (_emptied is not null && !limit.MayLeaveNone)
            throw Refused(Rejected == Rows ? "none is left" : $"none of '{_emptied}' is left");
    }

    private SourceException Refused(string why)
    {
        var advice = Advice.ToString();
        // More that may be rejected would publish a table without rows.
        var more = Rejected == Rows
            ? "no row is left, so the columns are not what they are declared to be; 'type: text' reads any value, and docs/loading.md "
                + "has the "
                + "other types"
            : $"'max_rejected' lets more of them pass; it takes {RejectLimit.Expected}";
        return new SourceException(new Diagnostic(
            DiagnosticCode.TooManyRejects,
            string.Create(
                CultureInfo.InvariantCulture,
                $"table '{table.Model}': {Rejected:N0} of {Rows:N0} rows do not fit, and {why}: {FirstOnes}"),
            table.Location,
            advice.Length > 0 ? $"{advice}; else {more}" : more));
    }
}
