using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Commands;

/// <summary>Shows a run while it goes: a table on a terminal, plain lines in a pipe or a file, JSON where that is asked for.</summary>
internal abstract class RunProgress : IDisposable
{
    public abstract void Show(RunEvent happened);

    public abstract void Dispose();

    public static RunProgress For(CommandContext context) =>
        context.LogsJson ? new LoggedProgress(LoggerFactory.Create(logging => logging.AddRefreshLog(isJson: true)), ownsFactory: true)
            : Console.IsOutputRedirected ? new PlainProgress(context.Output, context.Clock)
            : new TerminalProgress(context.Clock);

    /// <summary>How many tables there was nothing to do for.</summary>
    protected static int UnchangedTables(RunReport report) => report.Outcomes.Count(o => o.Status == AttemptStatus.Unchanged);

    /// <summary>What came of a run, in words.</summary>
    protected static string Published(RunReport report) =>
        report.Publication is { } number ? $"publication {number}" : "nothing to publish";
}
