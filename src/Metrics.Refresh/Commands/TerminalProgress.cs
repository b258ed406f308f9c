using Metrics.Domain.Refreshing;
using Metrics.Refresh.Runs;
using Spectre.Console;

namespace Metrics.Refresh.Commands;

/// <summary>Shows a run on a terminal: a line when a table finishes, and a summary table at the end.</summary>
internal sealed class TerminalProgress(TimeProvider clock) : RunProgress
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
                    AnsiConsole.MarkupLineInterpolated($"Refreshing {started.Tables} tables [grey](run {started.RunId})[/]");
                    break;
                case RunEvent.Waiting waiting:
                    AnsiConsole.MarkupLineInterpolated($"[yellow]Another refresh is running ({waiting.Holder}); waiting[/]");
                    break;
                case RunEvent.AtWork working:
                    AnsiConsole.MarkupLineInterpolated($"  [grey]at work: {working.Text}[/]");
                    break;
                // Skipped tables are listed together at the end, with the cause.
                case RunEvent.NodeFinished { Outcome.Status: AttemptStatus.Skipped }:
                    break;
                case RunEvent.NodeFinished { Outcome: var outcome } when outcome.Version is not null || outcome.Status.LeavesOldVersion():
                    var note = outcome.Note is { } said ? $"; {Markup.Escape(said)}" : "";
                    var how = $"{outcome.Status.Word()}, {Elapsed(outcome.Took)}{note}";
                    AnsiConsole.MarkupLine($"  {Mark(outcome)} {Markup.Escape(outcome.Node.Name)} [grey]{how}[/]");
                    break;
                case RunEvent.Offered { Warmed: var warmed }:
                    AnsiConsole.MarkupLineInterpolated($"  [grey]{warmed}[/]");
                    break;
                case RunEvent.Finished { Report: var report }:
                    Summary(report);
                    break;
            }
        }
    }

    public override void Dispose()
    {
    }

    private void Summary(RunReport report)
    {
        // No borders and no column for layers, so that it fits a terminal of 80 columns.
        var table = new Table().Border(TableBorder.None);
        foreach (var (
            title,
            right) in new[] { ("", false), ("table", false), ("status", false), ("version", true), ("rows", true), ("rejected", true),
                ("time", true) })
        {
            var column = new Spectre.Console.TableColumn($"[grey]{title}[/]").NoWrap();
            table.AddColumn(right ? column.RightAligned() : column);
        }

        foreach (var outcome in report.Outcomes)
        {
            var rejected = outcome.Version?.Rejected.FirstOrDefault(r => r.Table == outcome.Node.Name)?.Rejected ?? 0;
            table.AddRow(
                Mark(outcome), Markup.Escape(outcome.Node.Name), outcome.Status.Word(), $"{outcome.Version?.Version}",
                $"{outcome.Version?.Rows:N0}",
                rejected == 0 ? "" : $"{rejected:N0}", Elapsed(outcome.Took));
        }

        if (report.Outcomes.Count > 0)
            AnsiConsole.Write(table);
        foreach (var outcome in report.Outcomes.Where(o => o.Status.LeavesOldVersion() && o.Status != AttemptStatus.Skipped))
            AnsiConsole.MarkupLineInterpolated($"[red]{outcome.Node.Name} {outcome.Status.Word()}[/]: {outcome.Detail ?? ""}");
        foreach (var skipped in SkippedTables.Lines(report.Outcomes))
            AnsiConsole.MarkupLineInterpolated($"[yellow]{skipped}[/]");
        foreach (var warning in report.Warnings)
            AnsiConsole.MarkupLineInterpolated($"[yellow]warning[/]: {warning}");
        if (report.Retired.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"[yellow]retired[/], not made by this project: {string.Join(", ", report.Retired)}");
        AnsiConsole.MarkupLineInterpolated($"Run {report.Status.Word()}: {Published(report)}, {Elapsed(clock.GetElapsedTime(_began))}");
    }

    private static string Mark(NodeOutcome outcome) => outcome.Status switch
    {
        AttemptStatus.Published => "[green]✓[/]",
        AttemptStatus.Unchanged => "[grey]=[/]",
        AttemptStatus.Skipped or AttemptStatus.Withheld => "[yellow]-[/]",
        _ => "[red]✗[/]",
    };

    private static string Elapsed(TimeSpan time) => time.TotalSeconds < 10 ? $"{time.TotalSeconds:F2} s" : $"{time.TotalSeconds:F0} s";
}
