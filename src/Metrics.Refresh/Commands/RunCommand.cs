using System.CommandLine;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;
using Microsoft.Extensions.Logging;

namespace Metrics.Refresh.Commands;

/// <summary><c>run</c>: one refresh, from sources to publication.</summary>
internal static class RunCommand
{
    public const string ExitCodes = "exit 0 succeeded, 1 failed, 2 invalid project, 3 partial, 4 another run holds the lease";

    public static readonly Option<string[]> Select = new("--select", "-s")
    {
        Description = "Tables to refresh: names, pack:NAME, tag:NAME, source:NAME, state:modified; +NAME with all upstream, "
            + "NAME+ with all downstream; words apart are a union, joined by commas an intersection; everything by default",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Tables to leave out, in the same words",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string> Wait = MakeWait();

    public static readonly Option<bool> FullRefresh = new("--full-refresh")
    {
        Description = "Rebuild what is selected, whether or not it changed; snapshots keep their history",
    };

    public static readonly Option<bool> DiscardHistory = new("--discard-history")
    {
        Description = "Also where no second copy exists: the history of snapshots, and rows whose files are gone",
    };

    private static readonly Option<bool> TakeOver = new("--take-over")
    {
        Description = "Take over a database of another project, or of this project under another name; "
            + "tables that this project does not make are removed",
    };

    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var command = new Command("run", $"Refresh: {ExitCodes}") { Select, Exclude, Wait, FullRefresh, DiscardHistory, TakeOver };
        command.SetAction((parsed, ct) => RunAsync(
            context(parsed),
            new RunOptions(parsed.GetValue(Select)!.ToEquatableList(), "command line", DurationText.Parse(parsed.GetValue(Wait)!)!.Value)
            {
                Exclude = parsed.GetValue(Exclude)!.ToEquatableList(), FullRefresh = parsed.GetValue(FullRefresh),
                DiscardHistory = parsed.GetValue(DiscardHistory), TakeOver = parsed.GetValue(TakeOver),
            },
            ct));
        return command;
    }

    private static Option<string> MakeWait()
    {
        var wait = new Option<string>("--wait")
        {
            Description = "How long to wait while another run holds the lease, such as 30s", DefaultValueFactory = _ => "0s",
        };
        wait.Require(result =>
        {
            if (DurationText.Parse(result.GetValueOrDefault<string>()) is null)
                result.AddError($"--wait takes {DurationText.Expected}");
        });
        return wait;
    }

    /// <summary>Runs the refresh, shows its progress, and returns the exit code.</summary>
    public static async Task<int> RunAsync(
        CommandContext context, Project project, Warehouse warehouse, RunOptions options, CancellationToken ct)
    {
        using var progress = ProgressOf(context);
        Outcome<RunReport> outcome;
        try
        {
            outcome = await new RefreshRun(warehouse, progress.Show).RunAsync(project, options, ct);
        }
        catch (Exception e) when (WarehouseFailure.In(e) is { } failure)
        {
            context.Report([WarehouseFailure.Of(failure, "the published tables are unchanged; run again")]);
            return CommandContext.Failed;
        }

        context.Report(outcome.Diagnostics);
        if (!outcome.Succeeded(out var report))
            return CommandContext.Usage;
        if (report.Error is { } error)
            context.Report([error]);
        return report.ExitCode;
    }

    // A table on a terminal, plain lines in a pipe or a file, JSON where that is asked for.
    private static RunProgress ProgressOf(CommandContext context) =>
        context.LogsJson ? new LoggedProgress(LoggerFactory.Create(logging => logging.AddRefreshLog(isJson: true)), ownsFactory: true)
            : !ReferenceEquals(context.Output, Console.Out) || Console.IsOutputRedirected ? new PlainProgress(context.Output, context.Clock)
            : new TerminalProgress(context.Clock);

    private static async Task<int> RunAsync(CommandContext context, RunOptions options, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(options.TakeOver ? null : project.Claim, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        return await RunAsync(context, project, warehouse, options, ct);
    }
}
