using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>What the scripts say of themselves where the programs' log is asked for as JSON.</summary>
public sealed class ScriptWordsTests
{
    [Theory]
    [InlineData("run.sh")]
    [InlineData("scripts/refresh.sh", "run")]
    public async Task A_format_of_the_log_that_nobody_knows_ends_them_before_they_begin(params string[] command)
    {
        using var run = new StartedProcess(
            "/", [Path.Combine(Repository.Root, command[0]), .. command[1..]],
            new Dictionary<string, string?> { ["METRICS_LOG_FORMAT"] = "xml" });
        Assert.Equal(2, await run.EndAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("error: METRICS_LOG_FORMAT is 'xml'; it takes text or json", run.Said.Trim());
    }

    [Fact]
    public async Task An_error_of_their_own_is_an_object_too()
    {
        var script = $$"""
            . '{{Path.Combine(Repository.Root, "scripts")}}/lib.sh'
            LOG_FORMAT=json
            FAIL_CODE=2 fail 'no "project" in C:\here' 'one way' 'another way'
            """;
        using var run = new StartedProcess("/", ["bash", "-c", script], new Dictionary<string, string?>());
        Assert.Equal(2, await run.EndAsync(TimeSpan.FromMinutes(1)));
        var said = JsonDocument.Parse(run.Said.Trim()).RootElement;
        Assert.Equal(
            ("Error", "no \"project\" in C:\\here", "one way; another way"),
            (said.GetProperty("level").GetString(), said.GetProperty("message").GetString(), said.GetProperty("hint").GetString()));
        Assert.Equal(["time", "level", "category", "event", "message", "hint"], said.EnumerateObject().Select(p => p.Name));
    }
}
