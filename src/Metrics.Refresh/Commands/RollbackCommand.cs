using System.CommandLine;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Rollbacks;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary><c>rollback</c>: moves all tables back to a publication, or one table to one of its versions.</summary>
internal static class RollbackCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var publication = new Argument<long?>("publication")
        {
            Description = "Go back to how all tables were after this publication", Arity = ArgumentArity.ZeroOrOne,
        };
        var model = new Option<string?>("--model") { Description = "Move this table only" };
        var version = new Option<long?>("--version") { Description = "The version of --model to go back to" };
        var command = new Command(
            "rollback", "Move published tables back; they are held, so schedules skip them until they are run by hand")
        {
            publication, model, version, RunCommand.DiscardHistory, RunCommand.Wait,
        };
        command.Require(result =>
        {
            if ((result.GetValue(publication) is null) == (result.GetValue(model) is null)
                || (result.GetValue(model) is null) != (result.GetValue(version) is null))
                result.AddError("give either a publication, or --model and --version");
        });
        command.SetAction((parsed, ct) => RollbackAsync(
            context(parsed),
            parsed.GetValue(publication) is { } number
                ? new RollbackTarget.Publication(number)
                : new RollbackTarget.Version(parsed.GetValue(model)!, parsed.GetValue(version)!.Value),
            parsed.GetValue(RunCommand.DiscardHistory),
            DurationText.Parse(parsed.GetValue(RunCommand.Wait)!)!.Value,
            ct));
        return command;
    }

    private static async Task<int> RollbackAsync(
        CommandContext context, RollbackTarget target, bool discardHistory, TimeSpan wait, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(project.Claim with { ByName = true }, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        Outcome<RollbackReport> outcome;
        try
        {
            outcome = await new RollbackRun(warehouse, project).RunAsync(target, discardHistory, wait, ct);
        }
        catch (Exception e) when (WarehouseFailure.In(e) is { } failure)
        {
            outcome = Outcome<RollbackReport>.Refused(
                WarehouseFailure.Of(failure, "either nothing was rolled back or everything: 'plan' and /freshness show which"));
        }

        context.Report(outcome.Diagnostics);
        if (!outcome.Succeeded(out var report))
            return CommandContext.Failed;
        foreach (var move in report.Restored)
            await context.Output.WriteLineAsync($"{move.Model} is back at version {move.Version}, and held");
        foreach (var retired in report.Retired)
            await context.Output.WriteLineAsync($"{retired} was not published then, and is not now");
        foreach (var warning in report.Warnings)
            await context.Output.WriteLineAsync($"warning: {warning}");
        await context.Output.WriteLineAsync(
            report.Publication is { } number ? $"Rolled back to {target}: publication {number}" : "Nothing to roll back");
        return 0;
    }
}
