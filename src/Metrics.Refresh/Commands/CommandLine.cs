using System.CommandLine;

namespace Metrics.Refresh.Commands;

/// <summary>The command line: one line a command.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Func<string, string?> environment, CancellationToken ct)
    {
        var project = new Option<string>("--project")
        {
            Description = "The project's folder",
            DefaultValueFactory = _ => environment("METRICS_PROJECT") is { Length: > 0 } folder ? folder : "warehouse",
            Recursive = true,
        };
        CommandContext Context(ParseResult parsed) => new(parsed.GetValue(project)!, environment, Console.Out, Console.Error, TimeProvider.System);
        var root = new RootCommand("Refreshes the warehouse of a Metrics project: loads, models, tests and publishes its tables.")
        {
            project,
            RunCommand.Create(Context),
            ValidateCommand.Create(Context),
            PlanCommand.Create(Context),
            TestCommand.Create(Context),
            RollbackCommand.Create(Context),
            SampleCommand.Create(Context),
            ServeCommand.Create(Context),
        };
        var parsed = root.Parse(arguments);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, ct);
        return parsed.Errors.Count > 0 ? CommandContext.Usage : code;
    }
}
