using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Runs;

/// <summary>Shows a run while it goes on, in the form that its caller reads.</summary>
internal abstract class RunProgress : IDisposable
{
    // More are not named: all were listed above with their reasons.
    private const int MostNamed = 5;

    public abstract void Show(RunEvent happened);

    public abstract void Dispose();

    /// <summary>How many tables were unchanged.</summary>
    protected static int UnchangedTables(RunReport report) => report.Outcomes.Count(o => o.Status == AttemptStatus.Unchanged);

    /// <summary>The result of a run in words: what is published now, and what is not.</summary>
    protected static string Published(RunReport report) =>
        Made(report)
        + Named(", not published: ", LeftTables(report))
        + Named(", definitions with errors left out in ", report.BrokenFiles.Except(report.KeptFiles))
        + Named(", definitions kept as they were published in ", report.BrokenFiles.Intersect(report.KeptFiles).Except(report.ClosingFiles))
        + Named(", definitions closed since newer policies have errors in ", report.ClosingFiles)
        + Named(", definitions held back by golden tests in ", report.HeldFiles);

    private static string Made(RunReport report)
    {
        var isHeld = report.HeldFiles.Count > 0 || report.Outcomes.Any(o => o.Status.LeavesOldVersion());
        if (report.Publication is not { } number)
            return isHeld || report.Status is RunStatus.Failed or RunStatus.Cancelled ? "nothing published" : "nothing to publish";
        // A publication has a number even if it only records what was held back.
        return report.Status == RunStatus.Failed ? $"nothing new published (publication {number} says what is held back)"
            : isHeld && !report.Outcomes.Any(o => o.IsNew) ? $"publication {number}, without a new table"
            : $"publication {number}";
    }

    private static IEnumerable<string> LeftTables(RunReport report)
    {
        var left = report.Outcomes.Where(o => o.Status.LeavesOldVersion()).Select(o => o.Node.Name).Order(StringComparer.Ordinal).ToList();
        return left.Count <= MostNamed ? left : left.Take(MostNamed).Append($"and {left.Count - MostNamed} more");
    }

    private static string Named(string words, IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? words + list : "";
}
