using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Tour;

/// <summary>What the scripts write when the programs' log is asked for as JSON.</summary>
public sealed class ScriptWordsTests
{
    [Theory]
    [InlineData("run.sh")]
    [InlineData("scripts/refresh.sh", "run")]
    [InlineData("scripts/sample.sh", "all")]
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

    // A machine without a network has what an earlier start fetched, and no compiler ahead of time.
    [Theory]
    [InlineData("true", 0, "(compiled as it runs, so it starts slower: the compiler ahead of time could not be had; why is in ")]
    [InlineData("true false", 1, "error NU1301: unable to load the service index")]
    [InlineData("", 0, "")]
    public async Task A_build_without_the_compiler_ahead_of_time_is_made_as_it_can_be(string failing, int code, string said)
    {
        var folder = Directory.CreateTempSubdirectory("metrics-build-").FullName;
        try
        {
            var script = $$"""
                . '{{Path.Combine(Repository.Root, "scripts")}}/lib.sh'
                PROGRAMS='{{folder}}/programs'
                fake() {
                  local ahead out previous= word
                  for word in "$@"; do
                    case $word in -p:PublishReadyToRun=*) ahead=${word#*=} ;; esac
                    if [ "$previous" = -o ]; then out=$word; fi
                    previous=$word
                  done
                  case " {{failing}} " in *" $ahead "*) echo 'error NU1301: unable to load the service index'; return 1 ;; esac
                  mkdir -p "$out"
                  echo "ahead: $ahead" >"$out/Metrics.Refresh.dll"
                }
                env() { shift; "$@"; }
                DOTNET=fake
                publish_program Metrics.Refresh '{{folder}}/build.log'
                """;
            using var run = new StartedProcess("/", ["bash", "-euc", script], new Dictionary<string, string?>());
            Assert.Equal(code, await run.EndAsync(TimeSpan.FromMinutes(1)));
            Assert.StartsWith(said, run.Said.Trim());
            Assert.Equal(said.Length == 0, run.Said.Trim().Length == 0);
            var made = Path.Combine(folder, "programs", "Metrics.Refresh", "Metrics.Refresh.dll");
            Assert.Equal(code == 0, File.Exists(made));
            if (code == 0)
                Assert.Equal($"ahead: {(failing.Length == 0 ? "true" : "false")}\n", await File.ReadAllTextAsync(made));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
