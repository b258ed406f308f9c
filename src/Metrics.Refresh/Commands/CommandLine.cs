using System.CommandLine;
using System.CommandLine.Help;
using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Commands;

/// <summary>The command line: one line per command.</summary>
internal static class CommandLine
{
    // Set by scripts that look for a database before they start this program: it then only checks its arguments.
    private const string ArgumentsOnly = "METRICS_ARGUMENTS_ONLY";

    /// <summary>Runs one command and returns its exit code; what it writes goes to <paramref name="output"/> and
    /// <paramref name="error"/>.</summary>
    /// <exception cref="Exception">A fault of the program itself, unless the log format is JSON: then it is logged.</exception>
    public static async Task<int> RunAsync(
        string[] arguments, Func<string, string?> environment, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var (project, named, log) = EverywhereOptions(environment);
        bool IsJson(ParseResult parsed) =>
            ((parsed.GetResult(log)?.Errors.Any() == true ? null : parsed.GetValue(log)) ?? environment(RefreshLog.Variable)) == "json";
        CommandContext Context(ParseResult parsed)
        {
            string? Variable(string name) => name == SettingsReader.EnvironmentVariable && parsed.GetValue(named) is { } chosen ? chosen
                : environment(name);
            return new(parsed.GetValue(project)!, Variable, output, error, TimeProvider.System)
            {
                LogsJson = IsJson(parsed),
            };
        }

        var parsed = Root(Context, project, named, log).Parse(arguments);
        // Without any arguments, people get the help page instead.
        if (RefusedArguments.AreIn(parsed) && (arguments.Length > 0 || IsJson(parsed)))
        {
            var context = new CommandContext("", environment, output, error, TimeProvider.System)
            {
                LogsJson = IsJson(parsed),
            };
            RefusedArguments.Tell(parsed, context);
            return CommandContext.Usage;
        }

        if (environment(ArgumentsOnly) == "yes")
            return 0;

        // If the option is given, the variable is neither read nor checked.
        if (parsed.GetResult(log) is null && parsed.Action is not HelpAction
            && RefreshLog.Problem(environment(RefreshLog.Variable)) is { } unknown)
        {
            Context(parsed).Complain(unknown);
            return CommandContext.Usage;
        }

        return await InvokeAsync(parsed, Context(parsed), IsJson(parsed), ct);
    }

    private static (Option<string> Project, Option<string?> Named, Option<string?> Log) EverywhereOptions(Func<string, string?> environment)
    {
        var project = new Option<string>("--project")
        {
            Description = "The project's folder",
            DefaultValueFactory = _ => environment("METRICS_PROJECT") is { Length: > 0 } folder ? folder : "warehouse",
            Recursive = true,
        };
        var named = new Option<string?>("--environment")
        {
            Description = "The environment of metrics.yml whose vars apply", Recursive = true,
        };
        var log = new Option<string?>("--log-format")
        {
            Description = $"text (the default) or json, for the output of runs and the worker; {RefreshLog.Variable} sets it too",
            Recursive = true,
        };
        log.AcceptOnlyFromAmong(RefreshLog.Formats);
        return (project, named, log);
    }

    private static RootCommand Root(Func<ParseResult, CommandContext> context, params Option[] everywhere)
    {
        var root = new RootCommand("Refreshes the warehouse of a Metrics project: loads, models, tests and publishes its tables.")
        {
            InitCommand.Create(context),
            RunCommand.Create(context),
            ValidateCommand.Create(context),
            PlanCommand.Create(context),
            RetryCommand.Create(context),
            CancelCommand.Create(context),
            TestCommand.Create(context),
            BackfillCommand.Create(context),
            RollbackCommand.Create(context),
            ServeCommand.Create(context),
            KeysCommand.Create(context),
            RolesCommand.Create(context),
            NameCommand.Create(context),
            PoliciesCommand.Create(context),
        };
        foreach (var option in everywhere)
            root.Options.Add(option);
        return root;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CommandContext context, bool isJson, CancellationToken ct)
    {
        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = context.Output,
                    Error = context.Error,
                }, ct);
            return parsed.Errors.Count > 0 ? CommandContext.Usage : code;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Cancelled before any work began that reports its own end.
            context.Note("stopped");
            return CommandContext.Failed;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException && !IsOfThisProgram(e))
        {
            // A file or folder of the command line or of the project cannot be accessed.
            context.Complain(e.Message);
            return CommandContext.Failed;
        }
        catch (Exception e) when (isJson)
        {
            // Without JSON, the exception goes to the runtime, which prints it and ends the process.
            context.Fault(e);
            return CommandContext.Aborted;
        }
    }

    // A missing assembly, as in an incompletely copied installation.
    private static bool IsOfThisProgram(Exception fault) => fault is FileLoadException
        || (fault is FileNotFoundException { FileName: { } name } && name.Contains(", Version=", StringComparison.Ordinal));
}
