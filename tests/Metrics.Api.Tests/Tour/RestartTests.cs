using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>
/// How run.sh goes on when something that it started ends again and again. The steps are those of run.sh; the program is one that ends
/// immediately.
/// </summary>
public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-restart-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("redis", "start_redis_server", 0, "redis has ended again; going on without it")]
    [InlineData("api", "start_api", 1, "error: api has ended")]
    [InlineData("refresh", "start_worker", 1, "error: refresh has ended")]
    public async Task What_ends_again_and_again_is_started_five_times_ever_later(string name, string step, int status, string last)
    {
        var said = await DriveAsync(status, $$"""
            {{step}}() { start_child {{name}} TERM "$LOCAL/logs/{{name}}.log" false; }
            {{step}}
            """, ticks: 45);
        foreach (var (pause, index) in ((int[])[1, 2, 4, 8, 16]).Select((p, i) => (p, i)))
        {
            var line = $"{name} has ended; starting it again in {pause} s ({index + 1} of 5 in a row)";
            Assert.Contains(line, said, StringComparison.Ordinal);
        }

        Assert.Equal(5, said.Split("starting it again").Length - 1);
        Assert.Contains(last, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_log_only_what_this_start_wrote_is_shown()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "logs"));
        var log = Path.Combine(_folder, "logs", "api.log");
        await File.WriteAllTextAsync(log, "an old trouble\n");
        var said = await DriveAsync(1, """
            start_api() { start_child api TERM "$LOCAL/logs/api.log" bash -c 'echo the trouble of now; false'; }
            start_api
            wait || true
            dead_child_fails
            """, ticks: 0);
        Assert.Contains("the trouble of now", said, StringComparison.Ordinal);
        Assert.Contains("error: api has ended; its log is", said, StringComparison.Ordinal);
        Assert.DoesNotContain("an old trouble", said, StringComparison.Ordinal);
        Assert.Contains("an old trouble", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ran_quietly_for_five_minutes_has_its_five_times_again()
    {
        var said = await DriveAsync(0, """
            start_redis_server() { SECONDS=$((SECONDS + 300)); start_child redis TERM "$LOCAL/logs/redis.log" false; }
            start_redis_server
            """, ticks: 20);
        Assert.DoesNotContain("2 of 5", said, StringComparison.Ordinal);
        Assert.True(said.Split("starting it again in 1 s (1 of 5 in a row)").Length > 6, said);
    }

    [Fact]
    public async Task When_PostgreSQL_ends_everything_does()
    {
        var said = await DriveAsync(1, """
            start_child postgres INT "$LOCAL/logs/postgres.log" false
            """, ticks: 3);
        Assert.Contains("error: postgres has ended; its log is", said, StringComparison.Ordinal);
        Assert.DoesNotContain("starting it again", said, StringComparison.Ordinal);
    }

    // The clock of the script is set on by hand: a tick is a second of it.
    private async Task<string> DriveAsync(int status, string start, int ticks)
    {
        var scripts = Path.Combine(Repository.Root, "scripts");
        var script = $$"""
            set -euo pipefail
            . '{{scripts}}/lib.sh'
            LOCAL='{{_folder}}'; mkdir -p "$LOCAL/logs"
            . '{{scripts}}/lib-run.sh'
            exec 9>/dev/null
            {{start}}
            for ((tick = 0; tick < {{ticks}}; tick++)); do
              wait || true
              look_after_children
              SECONDS=$((SECONDS + 1))
            done
            """;
        using var run = new StartedProcess(_folder, ["bash", "-c", script], new Dictionary<string, string?>());
        Assert.Equal(status, await run.EndAsync(TimeSpan.FromMinutes(2)));
        return run.Said;
    }
}
