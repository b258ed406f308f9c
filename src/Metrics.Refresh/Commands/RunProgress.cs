using Metrics.Refresh.Runs;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Commands;

/// <summary>Shows a run while it goes: lines and a table on a terminal, structured log lines anywhere else.</summary>
internal abstract class RunProgress : IDisposable
{
    public abstract void Show(RunEvent happened);

    public abstract void Dispose();

    public static RunProgress For(CommandContext context) =>
        Console.IsOutputRedirected ? new LoggedProgress(JsonLogs(), ownsFactory: true) : new TerminalProgress(context.Clock);

    /// <summary>One JSON object a line, on standard output.</summary>
    public static ILoggerFactory JsonLogs() => LoggerFactory.Create(logging => logging.AddJsonConsole(o => o.UseUtcTimestamp = true));
}
