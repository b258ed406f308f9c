using System.Text.Json.Nodes;
using Metrics.Conformance.Comparing;
using Metrics.Conformance.Packs;
using Metrics.Domain;
using Metrics.Semantic.Catalogs;

namespace Metrics.Conformance.Running;

/// <summary>Manifests and documents that are wrong, or right: by the same check that <c>validate</c> on the command line makes.</summary>
internal static class NegativeManifests
{
    public static IEnumerable<Verdict> Run(Pack pack)
    {
        var manifests = pack.NegativeManifests();
        foreach (var run in pack.Negative("manifest_validation.json").OfType<JsonNode>())
        {
            var rules = run["rules"]!.AsArray().Select(r => r!.GetValue<string>()).ToList();
            var issues = ManifestCheck.OfManifest("semantic_manifest.json", manifests[run["manifest"]!.GetValue<string>()], rules);
            var isWrong = run["issues"]!.AsArray().Any(i => i!["level"]!.GetValue<string>() == "error");
            yield return Judged("negative/manifest_validation", run, issues, isWrong);
        }

        foreach (var run in pack.Negative("yaml_parse.json").OfType<JsonNode>())
        {
            var files = run["files"]!.AsArray().Select(f => (f!["path"]!.GetValue<string>(), f["contents"]!.GetValue<string>()));
            yield return Judged("negative/yaml_parse", run, ManifestCheck.OfDocuments(files), run["expect"]!.GetValue<string>() == "error");
        }
    }

    private static Verdict Judged(string file, JsonNode run, EquatableList<ManifestIssue> issues, bool isWrong)
    {
        var found = issues.Any(i => i.Level == "error");
        return new Verdict(file, run["id"]!.GetValue<string>(), found == isWrong ? "passed" : "failed")
        {
            Reason = found == isWrong ? null : found ? "found wrong, though it is right" : "found right, though it is wrong",
            Issues = new JsonArray([.. issues.Select(i => new JsonObject
            {
                ["level"] = i.Level, ["rule"] = i.Rule, ["code"] = i.Diagnostic.Code.Id, ["message"] = i.Diagnostic.Message,
            })]),
        };
    }
}
