using System.Diagnostics;
using System.Text.RegularExpressions;
using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>The README's two commands and its five minutes, as a newcomer would type them.</summary>
public sealed partial class TourTests : IDisposable
{
    private static readonly TimeSpan FirstStart = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);
    private readonly Clone _clone = new();

    public void Dispose() => _clone.Dispose();

    [Fact]
    public async Task On_a_clean_clone_run_sh_gets_ready_the_tour_works_and_stopping_leaves_nothing_running()
    {
        var blocks = ShellBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"))).Select(m => m.Groups["commands"].Value).ToList();
        Assert.True(blocks.Count >= 5, "the tour has lost its commands");

        using (var first = _clone.Run())
        {
            await first.SaidAsync("Ready.", FirstStart);
            _clone.Heed(first.Said);
            await RefusesASecondAsync();
            foreach (var block in blocks)
                await TypeAsync(block);
            Assert.NotEmpty(_clone.Running());
            await first.StopAsync(Soon);
        }

        Assert.Empty(_clone.Running());

        using var second = _clone.Run();
        await second.SaidAsync("Ready.", Soon);
        Assert.DoesNotContain("Building", second.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("Making a private PostgreSQL", second.Said, StringComparison.Ordinal);
        await TypeAsync(blocks[0]);

        // What a killed script leaves behind must not be in the way of the next.
        second.Kill();
        await NothingRunsAsync();
        using var third = _clone.Run();
        await third.SaidAsync("Ready.", Soon);
        await third.StopAsync(Soon);
        Assert.Empty(_clone.Running());
    }

    private async Task RefusesASecondAsync()
    {
        using var another = _clone.Run();
        Assert.Equal(1, await another.EndAsync(Soon));
        Assert.Contains("another ./run.sh runs in this checkout", another.Said, StringComparison.Ordinal);
    }

    private async Task TypeAsync(string block)
    {
        var commands = block.Replace("127.0.0.1:8080", _clone.Address, StringComparison.Ordinal);
        using var shell = new StartedProcess(_clone.Folder, ["bash", "-euc", commands], new Dictionary<string, string?>());
        await shell.SucceedAsync(Soon);
        Assert.False(string.IsNullOrWhiteSpace(shell.Said), block);
        // The tour shows one refusal, of a mistyped parameter; any other is a tour that went wrong.
        var refusals = ProblemCode().Matches(shell.Said).Select(m => m.Groups["code"].Value).Distinct();
        Assert.True(refusals.All(c => c == "Q100" && block.Contains("limt", StringComparison.Ordinal)), shell.Said);
    }

    private async Task NothingRunsAsync()
    {
        for (var watch = Stopwatch.StartNew(); _clone.Running().Count > 0; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
            Assert.True(watch.Elapsed < Soon, string.Join('\n', _clone.Running()));
    }

    [GeneratedRegex("^```sh\n(?<commands>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("\"code\":\"(?<code>[QEA][0-9]{3})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProblemCode();
}
