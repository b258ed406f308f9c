namespace Metrics.Domain.Refreshing;

/// <summary>How a run's last try at one table ended.</summary>
public enum AttemptStatus
{
    /// <summary>A new version was published.</summary>
    Published,

    /// <summary>Nothing it depends on changed; the published version was checked and stays.</summary>
    Unchanged,

    /// <summary>The source was missing, unreadable or of another shape than declared.</summary>
    SourceFailed,

    /// <summary>The database refused the model's SQL.</summary>
    BuildFailed,

    /// <summary>A data test of severity error found bad rows.</summary>
    TestFailed,

    /// <summary>Something upstream failed, or the run ended before its turn.</summary>
    Skipped,

    /// <summary>Built and tested, but withheld because its pack publishes together and another table of it failed.</summary>
    Withheld,
}

/// <summary>The words used for attempts in tables and answers.</summary>
public static class AttemptWords
{
    /// <summary>The word: <c>published</c>, <c>unchanged</c>, <c>source_failed</c>, …</summary>
    public static string Word(this AttemptStatus status) => status switch
    {
        AttemptStatus.Published => "published",
        AttemptStatus.Unchanged => "unchanged",
        AttemptStatus.SourceFailed => "source_failed",
        AttemptStatus.BuildFailed => "build_failed",
        AttemptStatus.TestFailed => "test_failed",
        AttemptStatus.Skipped => "skipped",
        _ => "withheld",
    };

    /// <summary>True when a newer version was due and did not come, so that the published one is older than it should be.</summary>
    public static bool LeavesOldVersion(this AttemptStatus status) => status is not (AttemptStatus.Published or AttemptStatus.Unchanged);

    /// <summary>The status a word names.</summary>
    /// <exception cref="FormatException">The word names no status.</exception>
    public static AttemptStatus Parse(string word) =>
        Enum.GetValues<AttemptStatus>().Where(s => s.Word() == word).Select(s => (AttemptStatus?)s).SingleOrDefault()
        ?? throw new FormatException($"'{word}' is not an attempt status");
}
