using System.Text.Json;
using Metrics.Semantic.Catalogs;
using Metrics.Testing;
using Xunit.Abstractions;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>What MetricFlow's own validator says of manifests and documents, compared with ours: rule by rule and level by level.</summary>
public sealed class NegativePackTests(ITestOutputHelper output)
{
    [ConformanceFact]
    public void Manifests_are_found_wrong_by_the_same_rules()
    {
        var manifests = File.ReadLines(ConformancePacks.File("metricflow", "negative", "manifests.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement)
            .ToDictionary(e => e.GetProperty("ref").GetString()!, e => e.GetProperty("manifest").GetRawText());
        var verdicts = new List<(bool HasError, bool Found, bool Same, bool SameCount)>();
        foreach (var run in Runs("manifest_validation.json"))
        {
            var rules = run.GetProperty("rules").EnumerateArray().Select(r => r.GetString()!).ToList();
            var issues = ManifestCheck.OfManifest("semantic_manifest.json", manifests[run.GetProperty("manifest").GetString()!], rules);
            var (expected, actual) = (Levels(run), issues.Select(i => i.Level).Order().ToList());
            var (hasError, found) = (expected.Exists(IsError), issues.Any(i => IsError(i.Level)));
            // The reason is the rule's: a run of one rule is decided by its levels, one of all rules is read below.
            verdicts.Add((hasError, found, expected.Distinct().SequenceEqual(actual.Distinct()), expected.SequenceEqual(actual)));
            if (hasError == found && expected.SequenceEqual(actual))
                continue;
            output.WriteLine($"{run.GetProperty("id").GetString()}");
            foreach (var issue in run.GetProperty("issues").EnumerateArray())
                output.WriteLine($"    theirs {issue.GetProperty("level").GetString()}: {issue.GetProperty("message").GetString()}");
            foreach (var issue in issues)
                output.WriteLine($"    ours   {issue.Level}: {issue.Rule} {issue.Diagnostic}");
        }

        var wrong = verdicts.Where(v => v.HasError).ToList();
        var clean = verdicts.Where(v => !v.HasError).ToList();
        output.WriteLine(
            $"{wrong.Count(v => v.Found)} of {wrong.Count} found, {clean.Count(v => v.Found)} of {clean.Count} clean ones found wrong, "
            + $"{verdicts.Count(v => v.Same)} with the same levels, {verdicts.Count(v => v.SameCount)} as often, of {verdicts.Count}");
        Assert.True(wrong.Count(v => v.Found && v.Same) >= 0.95 * wrong.Count);
        Assert.True(clean.Count(v => v.Found) <= 0.05 * clean.Count);
    }

    [ConformanceFact]
    public void Documents_are_read_and_refused_alike()
    {
        var verdicts = new List<(bool HasError, bool Found)>();
        foreach (var run in Runs("yaml_parse.json"))
        {
            var issues = ManifestCheck.OfDocuments(run.GetProperty("files").EnumerateArray()
                .Select(f => (f.GetProperty("path").GetString()!, f.GetProperty("contents").GetString()!)));
            var hasError = run.GetProperty("expect").GetString() != "ok";
            verdicts.Add((hasError, issues.Any(i => IsError(i.Level))));
            if (verdicts[^1].HasError == verdicts[^1].Found)
                continue;
            output.WriteLine($"{run.GetProperty("id").GetString()}: {string.Join("; ", issues.Select(i => i.Diagnostic))}");
        }

        output.WriteLine($"{verdicts.Count(v => v.HasError == v.Found)} of {verdicts.Count}");
        Assert.All(verdicts.Where(v => v.HasError), v => Assert.True(v.Found));
        Assert.True(verdicts.Count(v => !v.HasError && v.Found) <= 0.05 * verdicts.Count(v => !v.HasError));
    }

    private static JsonElement[] Runs(string file) =>
        JsonDocument.Parse(File.ReadAllText(ConformancePacks.File("metricflow", "negative", file))).RootElement.EnumerateArray().ToArray();

    private static List<string> Levels(JsonElement run) =>
        run.GetProperty("issues").EnumerateArray().Select(i => i.GetProperty("level").GetString()!).Order().ToList();

    private static bool IsError(string level) => level is "error";
}
