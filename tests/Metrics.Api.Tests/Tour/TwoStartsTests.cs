using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>Of two run.sh in one checkout only one goes on, whichever comes first. The step that decides is that of run.sh.</summary>
public sealed class TwoStartsTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-starts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_second_is_refused_with_a_code_of_its_own_and_names_the_first()
    {
        // What one left behind that was killed.
        await File.WriteAllTextAsync(Path.Combine(_folder, "run.pid"), "1\n/gone\n");
        using var first = Start();
        await first.SaidAsync("goes on", Soon);
        using var second = Start();
        Assert.Equal(4, await second.EndAsync(Soon));
        Assert.Contains(
            $"error: another ./run.sh runs in this checkout (process {first.Id}, project /shop); this one has started nothing", second.Said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("goes on", second.Said, StringComparison.Ordinal);
        Assert.Equal($"{first.Id}\n/shop\n", await File.ReadAllTextAsync(Path.Combine(_folder, "run.pid")));

        first.Kill();
        await first.EndAsync(Soon);
        using var third = Start();
        await third.SaidAsync("goes on", Soon);
    }

    [Fact]
    public async Task Of_many_at_the_same_moment_one_goes_on()
    {
        var starts = Enumerable.Range(0, 8).Select(_ => Start()).ToList();
        var ended = starts.Select(s => s.EndAsync(Soon)).ToList();
        for (var left = ended.ToList<Task>(); left.Count > 1;)
            left.Remove(await Task.WhenAny(left));
        var winner = Assert.Single(starts, s => !s.HasExited);
        await winner.SaidAsync("goes on", Soon);
        foreach (var start in starts.Where(s => s != winner))
        {
            Assert.Equal(4, await start.EndAsync(Soon));
            Assert.Contains($"(process {winner.Id}, project /shop)", start.Said, StringComparison.Ordinal);
        }

        starts.ForEach(s => s.Dispose());
    }

    private StartedProcess Start()
    {
        var scripts = Path.Combine(Repository.Root, "scripts");
        var script = $$"""
            set -euo pipefail
            . '{{scripts}}/lib.sh'
            LOCAL='{{_folder}}' METRICS_PROJECT=/shop
            . '{{scripts}}/lib-run.sh'
            only_one_at_a_time
            echo goes on
            read -r -t 120 <> <(:) || true
            """;
        return new StartedProcess(_folder, ["bash", "-c", script], new Dictionary<string, string?>());
    }
}
