using System.Text.Json.Nodes;
using Metrics.Conformance.Comparing;
using Metrics.Conformance.Packs;
using Metrics.Conformance.Requests;

namespace Metrics.Conformance.Running;

/// <summary>Asks one case over HTTP and judges the answer.</summary>
internal sealed class QuestionRun(Pack pack, ApiProcess api)
{
    public async Task<Verdict> RunAsync(string file, JsonObject question, CancellationToken ct)
    {
        var id = question["id"]!.GetValue<string>();
        var asked = AskedQuery.Of(question);
        var (status, answer) = asked.SavedQuery is { } saved
            ? await api.GetAsync($"/api/v1/saved-queries/{saved}/result?{Url(asked.Body)}", ct)
            : await api.PostAsync("/api/v1/query", asked.Body, ct);
        var sql = asked.SavedQuery is null && status == 200
            ? (await api.PostAsync("/api/v1/explain", asked.Body, ct)).Body?["sql"]?.ToString() : null;
        var verdict = new Verdict(file, id, "failed") { HttpStatus = status, Sql = sql };
        if (status != 200)
            return Excused(question, verdict with { Reason = Problem(answer) });
        var names = Names(question["request"]!, answer!);
        verdict = verdict with { Columns = new JsonArray([.. names.Select(n => (JsonNode)n)]), Rows = answer!["rows"]!.DeepClone() };
        var rows = answer["rows"]!.AsArray().Select(r => r!.AsArray().Select(Cell.Of).ToArray()).ToList();
        var inOrder = question["check_order"]?.GetValue<bool>() == true;
        string? difference = null;
        foreach (var expected in Expected.Of(question, pack))
        {
            var found = RowComparison.Differs(expected, names, rows, inOrder);
            if (found is null)
                return verdict with { Status = "passed" };
            difference ??= found;
        }

        return Excused(question, verdict with { Reason = difference ?? "the pack has no rows for it" });
    }

    // A case that the pack says this engine cannot answer is no failure; answered rightly it is a success all the same.
    private static Verdict Excused(JsonObject question, Verdict verdict)
    {
        var engine = question["engines"]?["postgres"]?.GetValue<string>() ?? "ok";
        return engine.Contains("nsupported", StringComparison.Ordinal)
            ? verdict with { Status = "skipped", Reason = $"{engine} ({verdict.Reason})" } : verdict;
    }

    // The answer's columns in the case's words: group-bys first, then metrics, each in the order they were asked for.
    private static List<string> Names(JsonNode request, JsonNode answer)
    {
        var given = answer["columns"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ToList();
        var groups = request["group_by"]?.AsArray().Select(g => g!["column"]!.GetValue<string>()).ToList() ?? [];
        if (request["min_max_only"]?.GetValue<bool>() == true)
            groups = [.. groups.SelectMany(g => new[] { $"{g}__min", $"{g}__max" })];
        var asked = groups.Concat(request["metrics"]?.AsArray().Select(m => m!["column"]!.GetValue<string>()) ?? []).ToList();
        var rest = new Queue<string>(asked.Where(a => !given.Contains(a)));
        return [.. given.Select(g => asked.Contains(g) || rest.Count == 0 ? g : rest.Dequeue())];
    }

    private static string Url(JsonObject added) => string.Join('&', added.SelectMany(pair => pair.Value is JsonArray list
        ? list.Select(item => $"{pair.Key}={Uri.EscapeDataString(item!.GetValue<string>())}")
        : [$"{pair.Key}={Uri.EscapeDataString(pair.Value!.ToString().ToLowerInvariant())}"]));

    public static string Problem(JsonNode? problem) => problem is null
        ? "no body" : $"{problem["code"]}: {problem["detail"] ?? problem["title"]} {problem["errors"]?.ToJsonString()}".Trim();
}
