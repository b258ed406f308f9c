using System.Globalization;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Commands;

/// <summary>Shows a run as plain lines, for pipes and files: one when a table is built or fails, the rest at the end.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider clock) : RunProgress
{
    private readonly Lock _gate = new();
    private readonly long _began = clock.GetTimestamp();

    public override void Show(RunEvent happened)
    {
        lock (_gate)
        {
            switch (happened)
            {
                case RunEvent.Started started:
                    output.WriteLine($"Refreshing {started.Tables} tables (run {started.RunId})");
                    break;
                case RunEvent.Waiting waiting:
                    output.WriteLine($"Another refresh is running ({waiting.Holder}); waiting");
                    break;
                case RunEvent.AtWork working:
                    output.WriteLine($"At work: {working.Text}");
                    break;
                // Skipped tables are listed together at the end, with the cause.
                case RunEvent.NodeFinished { Outcome.Status: AttemptStatus.Skipped }:
                    break;
                case RunEvent.NodeFinished { Outcome: var outcome } when outcome.Status.LeavesOldVersion():
                    output.WriteLine($"{outcome.Node.Name} {outcome.Status.Word()}: {outcome.Detail}");
                    break;
                case RunEvent.NodeFinished { Outcome: { IsNew: true, Version: { } version } outcome }:
                    var rows = version.Rows.ToString("N0", CultureInfo.InvariantCulture);
                    var how = $"version {version.Version}, {rows} rows, {Seconds(outcome.Took)}";
                    output.WriteLine($"{outcome.Node.Name} {outcome.Note ?? "built"}: {how}");
                    break;
                case RunEvent.Offered { Warmed: var warmed }:
                    output.WriteLine($"{warmed}");
                    break;
                case RunEvent.Finished { Report: var report }:
                    Summary(report);
                    break;
            }

            output.Flush();
        }
    }

    public override void Dispose()
    {
    }

    private void Summary(RunReport report)
    {
        if (UnchangedTables(report) is var unchanged and > 0)
            output.WriteLine($"{unchanged} {(unchanged == 1 ? "table" : "tables")} unchanged");
        foreach (var skipped in SkippedTables.Lines(report.Outcomes))
            output.WriteLine(skipped);
        foreach (var warning in report.Warnings)
            output.WriteLine($"warning: {warning}");
        if (report.Retired.Count > 0)
            output.WriteLine($"retired, not made by this project: {string.Join(", ", report.Retired)}");
        output.WriteLine($"Run {report.Status.Word()}: {Published(report)}, {Seconds(clock.GetElapsedTime(_began))}");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");
}
