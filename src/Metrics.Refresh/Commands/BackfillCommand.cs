using System.CommandLine;
using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Backfills;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary><c>backfill</c>: rebuilds a model slice by slice. After an interruption it resumes where it stopped.</summary>
internal static class BackfillCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var model = new Argument<string>("model") { Description = "An incremental model with a time window" };
        var slice = new Option<string>("--slice")
        {
            Description = "How much time a slice takes, such as 30 days", DefaultValueFactory = _ => "30 days",
        };
        var from = new Option<DateTime?>("--from")
        {
            Description = "Only slices from this time on; the model is published when all are done",
        };
        var to = new Option<DateTime?>("--to") { Description = "Only slices before this time" };
        var command = new Command("backfill", "Rebuild a model in slices of its time, each kept once it is done, then publish it")
        {
            model, slice, from, to, RunCommand.Wait,
        };
        command.Require(result =>
        {
            // An omitted option has no value yet; its default is applied later.
            if (result.GetValue(slice) is { } given && DurationText.Parse(given) is not { Ticks: > 0 })
                result.AddError($"--slice takes {DurationText.Expected}");
        });
        command.SetAction((parsed, ct) => BackfillAsync(
            context(parsed),
            new BackfillRequest(
                parsed.GetValue(model)!, DurationText.Parse(parsed.GetValue(slice)!)!.Value, parsed.GetValue(from), parsed.GetValue(to),
                DurationText.Parse(parsed.GetValue(RunCommand.Wait)!)!.Value),
            ct));
        return command;
    }

    private static async Task<int> BackfillAsync(CommandContext context, BackfillRequest request, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(project.Claim, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        try
        {
            var outcome = await new BackfillRun(warehouse, project, context.Say).RunAsync(request, ct);
            context.Report(outcome.Diagnostics);
            if (!outcome.Succeeded(out var report))
                return CommandContext.Failed;
            context.Say(string.Create(CultureInfo.InvariantCulture, $"{report.Done} of {report.Slices} slices are done"));
            if (!report.Finished)
                return 0;
        }
        catch (Exception e) when (WarehouseFailure.In(e) is { } failure)
        {
            context.Report([WarehouseFailure.Of(failure, "the slices that were done are kept; backfill again")]);
            return CommandContext.Failed;
        }

        return await RunCommand.RunAsync(context, project, warehouse, new RunOptions([request.Model], "command line", request.Wait), ct);
    }
}
