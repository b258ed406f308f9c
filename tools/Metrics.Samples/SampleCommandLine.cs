using System.CommandLine;
using System.CommandLine.Help;
using Metrics.Domain.Diagnostics;

namespace Metrics.Samples;

/// <summary>Reads the command line, runs what it asks for, and reports what went wrong as the other programs do.</summary>
internal static class SampleCommandLine
{
    private const int Failed = 1;
    private const int Usage = 2;
    private const int MostErrors = 3;
    private const string LogVariable = "METRICS_LOG_FORMAT";
    private static readonly string[] LogFormats = ["text", "json"];

    public static async Task<int> RunAsync(string[] arguments, Func<string, string?> environment, CancellationToken ct)
    {
        var project = new Option<string>("--project")
        {
            Description = "The project's folder",
            DefaultValueFactory = _ => environment("METRICS_PROJECT") is { Length: > 0 } folder ? folder : "warehouse",
            Recursive = true,
        };
        var log = new Option<string?>("--log-format")
        {
            Description = $"text (the default) or json, for error messages; {LogVariable} sets it too", Recursive = true,
        };
        log.AcceptOnlyFromAmong(LogFormats);
        var root = new RootCommand("Makes sample data: source files of the packs that ship, the same for the same seed.") { project, log };
        foreach (var command in new PackCommands(environment, project).All)
            root.Add(command);
        var parsed = root.Parse(arguments);
        var isJson = ((parsed.GetResult(log)?.Errors.Any() == true ? null : parsed.GetValue(log)) ?? environment(LogVariable)) == "json";
        if (WrongWords.In(parsed) is { Count: > 0 } wrong)
        {
            foreach (var error in wrong.Take(MostErrors))
                Complain(error, isJson);
            if (!isJson)
                await Console.Error.WriteLineAsync($"       {WrongWords.Hint(parsed)}");
            return Usage;
        }

        // If the option is given, the variable is neither read nor checked.
        if (parsed.GetResult(log) is null && parsed.Action is not HelpAction
            && environment(LogVariable) is { Length: > 0 } format && !LogFormats.Contains(format))
        {
            Complain($"{LogVariable} is '{format}'; it takes {string.Join(" or ", LogFormats)}", isJson);
            return Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(isJson ? Line("Information", "stopped") : "stopped");
            return Failed;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // A folder of the command line cannot be written to.
            Complain(e.Message, isJson);
            return Failed;
        }
    }

    private static void Complain(string error, bool isJson) =>
        Console.Error.WriteLine(isJson ? Line("Error", error) : $"error: {error}");

    private static string Line(string level, string message) =>
        LogLine.Of(new LogHead(TimeProvider.System.GetUtcNow(), level, "Metrics.Samples"), message, []);
}
