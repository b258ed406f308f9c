namespace Metrics.Domain.Refreshing;

/// <summary>The state of a run.</summary>
public enum RunStatus
{
    /// <summary>Asked for, not started.</summary>
    Queued,

    /// <summary>Being worked on.</summary>
    Running,

    /// <summary>All selected tables are built or unchanged, tested and published.</summary>
    Succeeded,

    /// <summary>
    /// Some tables or definitions were published, some failed, were skipped or held back; or definitions were left out for errors in their
    /// files.
    /// </summary>
    Partial,

    /// <summary>Nothing was published.</summary>
    Failed,

    /// <summary>Ended on request.</summary>
    Cancelled,
}

/// <summary>The words used for run statuses in tables and answers.</summary>
public static class RunStatusWords
{
    /// <summary>The word: <c>queued</c>, <c>running</c>, <c>succeeded</c>, …</summary>
    public static string Word(this RunStatus status) => status switch
    {
        RunStatus.Queued => "queued",
        RunStatus.Running => "running",
        RunStatus.Succeeded => "succeeded",
        RunStatus.Partial => "partial",
        RunStatus.Failed => "failed",
        _ => "cancelled",
    };

    /// <summary>True when nothing more will happen to the run.</summary>
    public static bool IsFinished(this RunStatus status) => status is not (RunStatus.Queued or RunStatus.Running);

    /// <summary>The status a word names.</summary>
    /// <exception cref="FormatException">The word names no status.</exception>
    public static RunStatus Parse(string word) =>
        Enum.GetValues<RunStatus>().Where(s => s.Word() == word).Select(s => (RunStatus?)s).SingleOrDefault()
        ?? throw new FormatException($"'{word}' is not a run status");
}
