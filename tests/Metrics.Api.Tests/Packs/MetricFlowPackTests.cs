using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Packs;

/// <summary>The cases of MetricFlow's test suite, run against the real API by the same program that <c>./conformance.sh</c> runs.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class MetricFlowPackTests
{
    // Kinds and questions that are read, checked and listed, and not answered yet.
    private static readonly string[] _later =
        ["metric:cumulative", "metric:conversion", "join_to_time_spine", "fill_nulls", "cumulative:", "conversion:", "offset_",
            "custom_grain"];

    [ConformanceFact]
    public async Task Cases_are_answered_as_the_pack_says()
    {
        var report = Path.GetTempFileName();
        using var run = new StartedProcess(
            Repository.Root, ["dotnet", Program(), Testing.ConformancePacks.File("metricflow"), "--report", report],
            new Dictionary<string, string?>());
        await run.EndAsync(TimeSpan.FromMinutes(15));
        var verdicts = File.ReadLines(report).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        File.Delete(report);

        var cases = Cases();
        var asked = verdicts.Where(
            v => cases.TryGetValue((KindOf(v), Id(v)), out var features)
                && !features.Any(f => _later.Any(l => f.StartsWith(l, StringComparison.Ordinal)))).ToList();
        // docs/decisions/0010 names the cases that the reference itself gets wrong.
        AtLeast(0.98, asked.Where(v => KindOf(v) != "metric_filter_matrix"));
        AtLeast(0.98, asked.Where(v => KindOf(v) == "metric_filter_matrix"));
        AtLeast(1, verdicts.Where(v => KindOf(v) == "available_group_bys"));
        AtLeast(0.95, verdicts.Where(v => KindOf(v) == "negative/queries"));
        AtLeast(0.95, verdicts.Where(v => KindOf(v).StartsWith("negative/", StringComparison.Ordinal)));
    }

    private static void AtLeast(double share, IEnumerable<JsonElement> verdicts)
    {
        var counted = verdicts.Where(v => Status(v) != "skipped").ToList();
        Assert.NotEmpty(counted);
        var failed = counted.Where(v => Status(v) == "failed").Select(v => $"{KindOf(v)} {Id(v)}: {v.GetProperty("reason")}").ToList();
        Assert.True(failed.Count <= (1 - share) * counted.Count, $"{failed.Count} of {counted.Count} failed:\n{string.Join('\n', failed)}");
    }

    private static Dictionary<(string File, string Id), string[]> Cases() =>
        Directory.GetFiles(Testing.ConformancePacks.File("metricflow", "cases"), "*.jsonl")
        .SelectMany(
            f => File.ReadLines(f).Select(l => (File: Path.GetFileNameWithoutExtension(f), Case: JsonDocument.Parse(l).RootElement)))
        .ToDictionary(
            c => (c.File, c.Case.GetProperty("id").GetString()!),
            c => c.Case.GetProperty("features").EnumerateArray().Select(e => e.GetString()!).ToArray());

    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(
            Repository.Root, "tests", "Metrics.Conformance", "bin", output.Parent!.Name, output.Name, "Metrics.Conformance.dll");
    }

    private static string Status(JsonElement verdict) => verdict.GetProperty("status").GetString()!;

    private static string KindOf(JsonElement verdict) => verdict.GetProperty("pack_file").GetString()!;

    private static string Id(JsonElement verdict) => verdict.GetProperty("id").GetString()!;
}
