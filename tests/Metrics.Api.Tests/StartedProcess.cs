using System.Diagnostics;
using System.Text;
using Metrics.Testing;

namespace Metrics.Api.Tests;

/// <summary>A program that a test started; its output is kept.</summary>
internal sealed class StartedProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    public StartedProcess(string folder, IEnumerable<string> command, IReadOnlyDictionary<string, string?> environment)
    {
        var words = command.ToList();
        var start =
            new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true,
                RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public async Task SucceedAsync(TimeSpan limit)
    {
        Assert.True(await EndAsync(limit) == 0, Said);
    }

    public async Task<int> EndAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has said something.</summary>
    public Task SaidAsync(string text, TimeSpan limit) =>
        UntilAsync(() => Task.FromResult(Said.Contains(text, StringComparison.Ordinal)), limit);

    /// <summary>Waits until something holds, as long as it runs.</summary>
    public Task UntilAsync(Func<Task<bool>> holdsAsync, TimeSpan limit) =>
        Eventually.HoldsAsync(holdsAsync, () => Said, limit, inVain: () => HasExited);

    /// <summary>Ends it as <c>kill -9</c> does, and nothing that it started.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to stop as docker does, and checks that it stops by itself.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await SignalAsync("TERM");
        await SucceedAsync(limit);
    }

    /// <summary>Sends it a signal: <c>STOP</c> makes it hang, with all its connections open.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_said)
            _said.AppendLine(line);
    }
}
