using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Runs;

/// <summary>Shows a run while it goes, in the way of whoever started it.</summary>
internal abstract class RunProgress : IDisposable
{
    public abstract void Show(RunEvent happened);

    public abstract void Dispose();

    /// <summary>How many tables there was nothing to do for.</summary>
    protected static int UnchangedTables(RunReport report) => report.Outcomes.Count(o => o.Status == AttemptStatus.Unchanged);

    /// <summary>What came of a run, in words.</summary>
    protected static string Published(RunReport report) =>
        (report.Publication is { } number ? $"publication {number}" : "nothing to publish")
        + Named(", definitions with errors left out in ", report.BrokenFiles.Except(report.KeptFiles))
        + Named(", definitions kept as they were published in ", report.BrokenFiles.Intersect(report.KeptFiles));

    private static string Named(string words, IEnumerable<string> files) =>
        string.Join(", ", files) is { Length: > 0 } names ? words + names : "";
}
