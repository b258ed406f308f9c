using System.Diagnostics;
using Metrics.Refresh.Commands;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Commands;

/// <summary>What the scripts say of words that they do not know, before they look for anything that a right one needs.</summary>
public sealed class ScriptArgumentsTests : IDisposable
{
    private readonly string _checkout = Directory.CreateTempSubdirectory("metrics-checkout-").FullName;

    public ScriptArgumentsTests()
    {
        // A checkout in which everything is built, and no PostgreSQL was ever started.
        Directory.CreateDirectory(Path.Combine(_checkout, "scripts"));
        foreach (var script in new[] { "run.sh", "scripts/refresh.sh", "scripts/lib.sh", "scripts/lib-cluster.sh", "scripts/lib-run.sh" })
            File.Copy(Path.Combine(Repository.Root, script), Path.Combine(_checkout, script));
        Directory.CreateDirectory(Path.Combine(_checkout, ".local/programs"));
        Directory.CreateSymbolicLink(
            Path.Combine(_checkout, ".local/programs/Metrics.Refresh"), Path.GetDirectoryName(typeof(RunCommand).Assembly.Location)!);
    }

    [Theory]
    [InlineData("error: unknown option '--selct'; did you mean --select?|       see 'run --help'", "run", "--selct", "x")]
    [InlineData("error: unknown command 'lst'; did you mean list?|       commands: create, list, revoke; see 'keys --help'", "keys", "lst")]
    [InlineData("error: sample data is made by a program of its own|       scripts/sample.sh all --scale 10, say", "sample", "all")]
    [InlineData("error: give either a publication, or --model and --version|       see 'rollback --help'", "rollback")]
    public async Task A_word_that_the_refresh_does_not_know_is_refused_before_PostgreSQL_is_asked_for(
        string said,
        params string[] arguments) => Assert.Equal((2, said.Replace('|', '\n') + "\n"), await RunAsync("scripts/refresh.sh", arguments));

    [Theory]
    [InlineData("run")]
    [InlineData("keys", "list")]
    public async Task What_is_right_needs_PostgreSQL_and_says_how_to_start_it(params string[] arguments)
    {
        var (code, said) = await RunAsync("scripts/refresh.sh", arguments);
        Assert.Equal(1, code);
        Assert.StartsWith("error: ", said, StringComparison.Ordinal);
        Assert.Contains("; ./run.sh ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error: unknown option '--foo'|       run.sh takes the folder of a project, or nothing; see ./run.sh --help", "--foo=1")]
    [InlineData("error: unknown option '-x'|       run.sh takes the folder of a project, or nothing; see ./run.sh --help", "shop", "-x")]
    [InlineData("error: run.sh takes one project, and 2 were given|       see ./run.sh --help", "shop", "other")]
    public async Task Of_run_sh_too_it_is_two_lines(string said, params string[] arguments) =>
        Assert.Equal((2, said.Replace('|', '\n') + "\n"), await RunAsync("run.sh", arguments));

    [Fact]
    public async Task Help_is_the_whole_page()
    {
        var (code, said) = await RunAsync("run.sh", "--help");
        Assert.Equal(0, code);
        Assert.StartsWith("usage: ./run.sh [PROJECT]\n", said, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_checkout, recursive: true);

    private async Task<(int ExitCode, string Said)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_checkout, script), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/",
        };
        foreach (var name in new[] { CommandContext.ConnectionVariable, "METRICS_PROJECT", RefreshLog.Variable })
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
