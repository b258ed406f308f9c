using Metrics.Domain;

namespace Metrics.Refresh.Runs;

/// <summary>The options of a run.</summary>
/// <param name="Select">Words of a selection; empty for everything.</param>
/// <param name="Trigger">Who asked: <c>command line</c>, <c>schedule</c> or <c>request</c>.</param>
/// <param name="Wait">How long to wait while another run holds the lease.</param>
internal sealed record RunOptions(EquatableList<string> Select, string Trigger, TimeSpan Wait)
{
    /// <summary>The trigger of scheduled runs.</summary>
    public const string Schedule = "schedule";

    private const string ExcludeWord = "--exclude";

    /// <summary>Words of a selection of what to leave out.</summary>
    public EquatableList<string> Exclude { get; init; }

    /// <summary>The id under which it was requested; null for a new one.</summary>
    public Guid? RunId { get; init; }

    /// <summary>When it was requested; null for now.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>The run whose unfinished part is selected; null for none.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>Builds what is selected anew, whether or not it changed.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Allows losing what has no second copy: the history of snapshots, and rows whose files are gone.</summary>
    public bool DiscardHistory { get; init; }

    /// <summary>Takes the database over from another project.</summary>
    public bool TakeOver { get; init; }

    /// <summary>True when nothing narrows the selection: only such a run may retire tables.</summary>
    public bool IsWhole => Select.Count == 0 && Exclude.Count == 0;

    /// <summary>The selection as it is recorded; null for everything.</summary>
    public string? Selection => IsWhole ? null : string.Join(' ', Select.Concat(Exclude.Count == 0 ? [] : Exclude.Prepend(ExcludeWord)));

    /// <summary>The words of a recorded selection.</summary>
    public static (EquatableList<string> Select, EquatableList<string> Exclude) Words(string? selection)
    {
        var words = (selection ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (words.TakeWhile(w => w != ExcludeWord).ToEquatableList(), words.SkipWhile(w => w != ExcludeWord).Skip(1).ToEquatableList());
    }
}
