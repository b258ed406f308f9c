using System.CommandLine;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary><c>name</c>: shows a project's name and database, so that scripts need not read YAML.</summary>
internal static class NameCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var usual = new Option<string?>("--usual") { Description = "The database that it has by default" };
        var command = new Command("name", "Show the project's name and its database in the cluster") { usual };
        command.Hidden = true;
        command.SetAction((parsed, ct) => ShowAsync(context(parsed), parsed.GetValue(usual), ct));
        return command;
    }

    private static async Task<int> ShowAsync(CommandContext context, string? usual, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        string database;
        try
        {
            database = context.Environment(CommandContext.ConnectionVariable) is { Length: > 0 } cluster
                ? await ProjectDatabase.FindAsync(cluster, project.Claim, usual, ct)
                : usual ?? ProjectDatabase.NameFor(project.Settings.Name);
        }
        catch (Exception e) when (WarehouseFailure.In(e) is { } failure)
        {
            context.Report([new Diagnostic(DiagnosticCode.WarehouseUnavailable, $"the databases cannot be read: {failure.Message}")]);
            return CommandContext.Failed;
        }

        // One line each, whatever characters the name contains.
        var name = string.Concat(project.Settings.Name.Select(c => char.IsControl(c) ? ' ' : c));
        await context.Output.WriteLineAsync($"name\t{name}");
        await context.Output.WriteLineAsync($"database\t{database}");
        return 0;
    }
}
