using System.Diagnostics;
using Metrics.Refresh.Commands;

namespace Metrics.Refresh.Tests;

/// <summary>The refresh as its users start it: a process of its own.</summary>
internal sealed class RefreshProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private RefreshProcess(Process process) =>
        (_process, _output, _errors) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    public static RefreshProcess Start(RefreshBed bed, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RunCommand).Assembly.Location, "--project", bed.Project.Path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[CommandContext.ConnectionVariable] = bed.ConnectionString;
        foreach (var (name, value) in bed.Project.Environment)
            start.Environment[name] = value;
        return new RefreshProcess(Process.Start(start)!);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as <c>kill</c> and containers do.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();

    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _output + await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
