namespace Metrics.Domain.Refreshing;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Asked for, not started.</summary>
    Queued,

    /// <summary>Being worked on.</summary>
    Running,

    /// <summary>All selected tables are built or unchanged, tested and published.</summary>
    Succeeded,

    /// <summary>Some tables were published, some failed or were skipped.</summary>
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
}
