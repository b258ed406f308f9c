using System.CommandLine;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary><c>cancel</c>: requests the cancellation of a queued or running run, whichever process runs it.</summary>
internal static class CancelCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var run = new Argument<Guid>("run") { Description = "The run's id" };
        var command = new Command("cancel", "Request that a queued or running run is cancelled; it publishes nothing") { run };
        command.SetAction((parsed, ct) => CancelAsync(context(parsed), parsed.GetValue(run), ct));
        return command;
    }

    private static async Task<int> CancelAsync(CommandContext context, Guid run, CancellationToken ct)
    {
        var (opened, code) = await context.OpenNamedWarehouseAsync(ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var before = await new RunRequests(warehouse.Data, warehouse.Clock).CancelAsync(run, "command line", ct);
        if (before is { } status && !status.IsFinished())
        {
            await context.Output.WriteLineAsync($"Run {run} was {status.Word()}; its cancellation is requested.");
            return 0;
        }

        context.Report([before is { } ended
            ? new Diagnostic(DiagnosticCode.RunFinished, $"run {run} has ended: {ended.Word()}")
            : new Diagnostic(DiagnosticCode.UnknownName, $"there is no run {run}")]);
        return CommandContext.Usage;
    }
}
