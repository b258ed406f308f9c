using System.Text.Json.Nodes;
using Metrics.Conformance.Comparing;
using Metrics.Conformance.Packs;

namespace Metrics.Conformance.Running;

/// <summary>All cases of a pack, one API process a manifest.</summary>
internal sealed class PackRun(Pack pack, PackDatabase database, Action<Verdict> report)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var questions = pack.Questions().GroupBy(q => q.Case["manifest"]!.GetValue<string>()).ToDictionary(g => g.Key, g => g.ToList());
        var groupBys = pack.GroupBys();
        foreach (var manifest in questions.Keys.Union(groupBys?.Select(g => g.Key) ?? []).Order(StringComparer.Ordinal))
            await ServeAsync(
                pack.Manifest(manifest),
                api => AskAsync(api, manifest, questions.GetValueOrDefault(manifest, []), groupBys?[manifest], ct), ct);
        foreach (var verdict in NegativeManifests.Run(pack))
            report(verdict);
        var manifests = pack.NegativeManifests();
        foreach (var group in pack.Negative("queries.json").GroupBy(q => q!["manifest"]!.GetValue<string>()))
        {
            await ServeAsync(manifests[group.Key], async api =>
            {
                foreach (var question in group)
                    report(await NegativeQueries.RunAsync(api, question!, ct));
            }, ct);
        }
    }

    private async Task AskAsync(
        ApiProcess api, string manifest, List<(string File, JsonObject Case)> questions, JsonNode? groupBys, CancellationToken ct)
    {
        var run = new QuestionRun(pack, api);
        foreach (var (file, question) in questions)
            report(await run.RunAsync(file, question, ct));
        var listed = new GroupByRun(api);
        foreach (var (metric, expected) in groupBys?["metrics"]?.AsObject() ?? [])
            report(await listed.RunAsync(manifest, metric, expected!, ct));
    }

    private async Task ServeAsync(string manifest, Func<ApiProcess, Task> ask, CancellationToken ct)
    {
        await database.StandInAsync(JsonNode.Parse(manifest)!, ct);
        await using var api = await ApiProcess.StartAsync(manifest, database, ct);
        await ask(api);
    }
}
