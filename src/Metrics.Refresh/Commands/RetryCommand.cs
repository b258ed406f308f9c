using System.CommandLine;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary><c>retry</c>: runs again what a failed run did not complete, and nothing else.</summary>
internal static class RetryCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var run = new Argument<Guid?>("run") { Description = "The run; by default the last one", Arity = ArgumentArity.ZeroOrOne };
        var what = $"Run again what a failed, partial or cancelled run did not complete: {RunCommand.ExitCodes}";
        var command = new Command("retry", what) { run, RunCommand.Wait };
        command.SetAction((parsed, ct) =>
            RetryAsync(context(parsed), parsed.GetValue(run), DurationText.Parse(parsed.GetValue(RunCommand.Wait)!)!.Value, ct));
        return command;
    }

    private static async Task<int> RetryAsync(CommandContext context, Guid? run, TimeSpan wait, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(project.Claim, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var found = await RunRetry.FindAsync(project, warehouse, run, ct);
        context.Report(found.Diagnostics);
        if (!found.Succeeded(out var retry))
            return CommandContext.Usage;
        if (retry.Tables.Count == 0)
        {
            context.Say($"R{retry.Nothing[1..]}.");
            return 0;
        }

        context.Say($"Retrying {retry.Tables.Count} tables of run {retry.Run}: {string.Join(", ", retry.Tables)}");
        return await RunCommand.RunAsync(context, project, warehouse, retry.Options("command line", wait), ct);
    }
}
