using System.CommandLine;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Commands;

/// <summary><c>plan</c>: what a run would do and why; changes nothing.</summary>
internal static class PlanCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var command = new Command("plan", "Show what a run would do and why; changes nothing") { RunCommand.Select, RunCommand.Exclude };
        command.SetAction((parsed, ct) =>
            PlanAsync(context(parsed), parsed.GetValue(RunCommand.Select)!, parsed.GetValue(RunCommand.Exclude)!, ct));
        return command;
    }

    private static async Task<int> PlanAsync(CommandContext context, string[] select, string[] exclude, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(project.Claim with { ByName = true }, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var outcome = await RunPlan.MakeAsync(project, warehouse, select, exclude, ct);
        context.Report(outcome.Diagnostics);
        if (!outcome.Succeeded(out var plan))
            return CommandContext.Usage;
        foreach (var step in plan.Steps)
        {
            var anew = step.Anew is { } change ? $"; {change}" : "";
            await context.Output.WriteLineAsync($"{step.Action.PadRight(9)} {step.Table,-40} {step.Reason}{anew}");
        }

        return 0;
    }
}
