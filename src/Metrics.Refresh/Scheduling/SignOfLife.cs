namespace Metrics.Refresh.Scheduling;

/// <summary>
/// A file (<c>METRICS_ALIVE_FILE</c>) whose time is when the worker last reached its warehouse; deleted when the worker leaves. A
/// container's health check reads it without a connection to the database.
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
