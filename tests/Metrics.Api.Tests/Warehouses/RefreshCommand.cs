extern alias refresh;

using CommandLine = refresh::Metrics.Refresh.Commands.CommandLine;

namespace Metrics.Api.Tests.Warehouses;

/// <summary>
/// A command of the refresh's command line, run in this process: a tenth of what a process of its own costs. The two services still meet
/// only in PostgreSQL.
/// </summary>
internal static class RefreshCommand
{
    /// <summary>Runs it to its end; its exit code, what it wrote, and what it wrote about errors.</summary>
    public static (int Code, string Output, string Errors) Run(
        string project, IReadOnlyDictionary<string, string> environment, TimeSpan atMost, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var stop = new CancellationTokenSource();
        string? Variable(string name) => environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
        var running = Task.Run(() => CommandLine.RunAsync(
            ["--project", project, .. arguments], Variable, TextWriter.Synchronized(output), TextWriter.Synchronized(errors), stop.Token));
        if (!running.Wait(atMost))
        {
            stop.Cancel();
            Assert.Fail($"the refresh did not end within {atMost}");
        }

        return (running.Result, $"{output}", $"{errors}");
    }
}
