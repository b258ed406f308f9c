using System.Diagnostics;
using System.Text.RegularExpressions;
using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>The README's two commands and its five minutes, as a newcomer would type them.</summary>
[Collection(BuildsAll.Name)]
public sealed partial class TourTests : IDisposable
{
    private static readonly TimeSpan FirstStart = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);
    private readonly Clone _clone = new();

    public void Dispose() => _clone.Dispose();

    [Fact]
    public async Task On_a_clean_clone_run_sh_gets_ready_the_tour_works_and_stopping_leaves_nothing_running()
    {
        var blocks = ShellBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md")))
            .Select(m => m.Groups["commands"].Value).ToList();
        Assert.True(blocks.Count >= 5, "the tour has lost its commands");

        string key;
        using (var first = _clone.Run())
        {
            await first.SaidAsync("Ctrl-C stops", FirstStart);
            key = Key().Match(first.Said).Value;
            Assert.NotEqual("", key);
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
        await second.SaidAsync("Ctrl-C stops", Soon);
        // The key of the first start is good, and nothing like it is shown or made again.
        Assert.DoesNotMatch(Key(), second.Said);
        await TypeAsync($"curl -sf -o /dev/null -w '%{{http_code}}' -H 'X-Api-Key: {key}' http://127.0.0.1:8080/metrics");
        await TypeAsync("test $(scripts/refresh.sh keys list | tee /dev/stderr | grep -c ' run.sh ') = 1");
        await StartsAgainAsync(second);

        // What a killed script leaves behind must not be in the way of the next.
        second.Kill();
        await NothingRunsAsync();
        using var third = _clone.Run();
        await third.SaidAsync("Ready.", Soon);
        await third.StopAsync(Soon);
        Assert.Empty(_clone.Running());
    }

    // Killed one after the other, each is there again, and it is said.
    private async Task StartsAgainAsync(StartedProcess start)
    {
        List<(string Program, string Name)> children = [("Metrics.Refresh.dll", "refresh"), ("Metrics.Api.dll", "api")];
        if (RedisServer.IsHere)
            children.Add(("redis-server", "redis"));
        foreach (var (program, name) in children)
        {
            var id = Clone.ChildOf(start, program);
            Assert.True(id is not null, $"{program} does not run");
            using (var child = Process.GetProcessById(id.Value))
                child.Kill();
            await start.SaidAsync($"{name} has ended; starting it again in 1 s (1 of 5 in a row)", Soon);
            await Eventually.HoldsAsync(
                () => Clone.ChildOf(start, program) is { } now && now != id, () => $"{program} was not started again", Soon);
        }

        using var client = new HttpClient { BaseAddress = new Uri($"http://{_clone.Address}") };
        var wanted = RedisServer.IsHere ? "\"redis\":\"up\"" : "\"ready\"";
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return (await client.GetStringAsync("/health/ready")).Contains(wanted, StringComparison.Ordinal);
                }
                catch (HttpRequestException)
                {
                    // Not listening yet, or not ready.
                    return false;
                }
            },
            "the API did not get ready again", Soon);
    }

    private async Task RefusesASecondAsync()
    {
        using var another = _clone.Run();
        Assert.Equal(4, await another.EndAsync(Soon));
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

    private Task NothingRunsAsync() =>
        Eventually.HoldsAsync(() => _clone.Running().Count == 0, () => string.Join('\n', _clone.Running()), Soon);

    [GeneratedRegex("mk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex(
        "^```sh\n(?<commands>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("\"code\":\"(?<code>[QEA][0-9]{3})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProblemCode();
}
