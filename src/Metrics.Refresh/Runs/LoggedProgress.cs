using Metrics.Domain.Refreshing;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Runs;

/// <summary>Shows a run as lines of a log.</summary>
internal sealed partial class LoggedProgress(ILoggerFactory factory, bool ownsFactory) : RunProgress
{
    private readonly ILogger _logger = factory.CreateLogger("Metrics.Refresh");

    public override void Show(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.Started started:
                LogStarted(started.RunId, started.Tables, started.Epoch);
                break;
            case RunEvent.Waiting waiting:
                LogWaiting(waiting.Holder);
                break;
            case RunEvent.AtWork working:
                LogAtWork(working.Text);
                break;
            // Skipped tables are listed together at the end, with the cause.
            case RunEvent.NodeFinished { Outcome.Status: AttemptStatus.Skipped }:
                break;
            case RunEvent.NodeFinished { Outcome: var outcome } when outcome.Status.LeavesOldVersion():
                LogFailed(outcome.Node.Name, outcome.Status.Word(), outcome.Detail);
                break;
            case RunEvent.NodeFinished { Outcome: { IsNew: true, Version: { } version } outcome }:
                LogTable(outcome.Node.Name, outcome.Note ?? "built", version.Version, version.Rows, outcome.Took.TotalMilliseconds);
                break;
            case RunEvent.Offered { Warmed: var warmed }:
                LogWarmed(warmed.Answers, warmed.Ready, warmed.Processes, warmed.Took.TotalMilliseconds);
                break;
            case RunEvent.Finished { Report: var report }:
                foreach (var skipped in SkippedTables.Lines(report.Outcomes))
                    LogSkipped(skipped);
                foreach (var warning in report.Warnings)
                    LogWarning(warning);
                if (report.Retired.Count > 0)
                    LogRetired(report.RunId, string.Join(", ", report.Retired));
                LogFinished(report.RunId, report.Status.Word(), Published(report), UnchangedTables(report));
                break;
        }
    }

    public override void Dispose()
    {
        if (ownsFactory)
            factory.Dispose();
    }

    [LoggerMessage(1, LogLevel.Information, "Run {RunId} begins: {Tables} tables, epoch {Epoch}")]
    private partial void LogStarted(Guid runId, int tables, long epoch);

    [LoggerMessage(2, LogLevel.Information, "Waiting for the lease, held by {Holder}")]
    private partial void LogWaiting(string holder);

    [LoggerMessage(3, LogLevel.Information, "{Table} {Result}: version {Version}, {Rows} rows, {Milliseconds:F0} ms")]
    private partial void LogTable(string table, string result, long version, long rows, double milliseconds);

    [LoggerMessage(4, LogLevel.Error, "{Table} {Status}: {Detail}")]
    private partial void LogFailed(string table, string status, string? detail);

    [LoggerMessage(9, LogLevel.Error, "{Skipped}")]
    private partial void LogSkipped(string skipped);

    [LoggerMessage(5, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(6, LogLevel.Information, "Run {RunId} {Status}: {Published}, {Unchanged} tables unchanged")]
    private partial void LogFinished(Guid runId, string status, string published, int unchanged);

    [LoggerMessage(8, LogLevel.Information, "At work: {Tables}")]
    private partial void LogAtWork(string tables);

    [LoggerMessage(7, LogLevel.Information, "Run {RunId} retired what this project does not make: {Tables}")]
    private partial void LogRetired(Guid runId, string tables);

    [LoggerMessage(10, LogLevel.Information,
        "Warmed {Answers} answers before publishing: {Ready} of {Processes} API processes ready after {Milliseconds:F0} ms")]
    private partial void LogWarmed(long answers, int ready, int processes, double milliseconds);
}
