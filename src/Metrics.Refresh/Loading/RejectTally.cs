using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Counts the rejected rows, keeps the first ones, and throws when there are more than the table allows.</summary>
internal sealed class RejectTally(SourceTable table)
{
    private const int FirstRejects = 5;
    private readonly List<string> _first = [];
    private string? _emptied;

    /// <summary>Rows read.</summary>
    public long Rows { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Declarations that would read the rejected values.</summary>
    public RejectAdvice Advice { get; } = new();

    /// <summary>The values that do not fit, by column.</summary>
    public Misfits Misfits { get; } = new();

    /// <summary>The first rejects in words; if several columns are wrong, the first of each with its number of values.</summary>
    public string FirstOnes => Misfits.Kinds > 1 ? $"{Misfits}" : string.Join("; ", _first) + (Rejected > _first.Count ? "; …" : "");

    /// <summary>True as soon as the load is certain to be refused.</summary>
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
            advice.Length > 0 ? $"{advice}; else {more}" : more));
    }
}
