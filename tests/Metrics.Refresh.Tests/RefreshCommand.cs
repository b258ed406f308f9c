using Metrics.Refresh.Commands;

namespace Metrics.Refresh.Tests;

/// <summary>
/// A command of the refresh's command line, run in this process: a tenth of what a process of its own costs. Tests that kill it, send it
/// signals or read the log of a run as JSON start a <see cref="RefreshProcess"/>.
/// </summary>
internal sealed class RefreshCommand : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly Task<int> _running;

    private RefreshCommand(RefreshBed bed, string[] arguments)
    {
        string? Variable(string name) => name == CommandContext.ConnectionVariable && !bed.Project.Environment.ContainsKey(name)
            ? bed.ConnectionString
            : bed.Project.Environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
        _running = Task.Run(() => CommandLine.RunAsync(
            ["--project", bed.Project.Path, .. arguments], Variable, TextWriter.Synchronized(_output), TextWriter.Synchronized(_errors),
            _stop.Token));
    }

    public static RefreshCommand Start(RefreshBed bed, params string[] arguments) => new(bed, arguments);

    /// <summary>Its exit code and what it wrote, errors behind.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync() => (await _running, $"{_output}{_errors}");

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
