namespace Metrics.Refresh.Scheduling;

/// <summary>
/// A file whose time says when the worker last reached its warehouse (<c>METRICS_ALIVE_FILE</c>); gone when it has left. What watches a
/// container looks at it
/// without a connection of its own.
/// </summary>
/// <param name="File">The file; null for none.</param>
internal sealed record SignOfLife(string? File)
{
    public const string Variable = "METRICS_ALIVE_FILE";

    public void Give()
    {
        if (!string.IsNullOrEmpty(File))
            System.IO.File.WriteAllText(File, "");
    }

    public void Take()
    {
        if (!string.IsNullOrEmpty(File))
            System.IO.File.Delete(File);
    }
}
