using System.Diagnostics;
using System.Globalization;
using Metrics.Testing;

namespace Metrics.Benchmarks;

/// <summary>A program of ours that a benchmark starts and ends.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>The program of a project as users get it, where <c>METRICS_PROGRAMS</c> says; else as built in the configuration of this
    /// one.</summary>
    public static string Program(string project)
    {
        if (Environment.GetEnvironmentVariable("METRICS_PROGRAMS") is { Length: > 0 } programs)
            return Path.Combine(programs, project, $"{project}.dll");
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = project == "Metrics.Samples" ? "tools" : "src";
        return Path.Combine(Repository.Root, root, project, "bin", output.Parent!.Name, output.Name, $"{project}.dll");
    }

    public static Child Start(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(program, environment, line => Console.Error.WriteLine(line), arguments);

    public static Child Start(
        string program, IReadOnlyDictionary<string, string> environment, Action<string> errors, params string[] arguments)
    {
        var start =
            new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false,
                RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        // What it says is not wanted, but must not fill the pipe.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                errors(text);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Child(process);
    }

    public static async Task RunAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var child = Start(program, environment, arguments);
        await child._process.WaitForExitAsync();
        if (child._process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {child._process.ExitCode}");
    }

    /// <summary>Makes up the storefront's files.</summary>
    public static Task SampleAsync(string folder, long transactions) => RunAsync(
        Program("Metrics.Samples"), new Dictionary<string, string>(), "storefront", "--out", folder, "--transactions",
        transactions.ToString(CultureInfo.InvariantCulture));

    public bool HasExited => _process.HasExited;

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
