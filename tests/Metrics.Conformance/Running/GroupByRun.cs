using System.Text.Json.Nodes;
using Metrics.Conformance.Comparing;

namespace Metrics.Conformance.Running;

/// <summary>Compares what the API lists for a metric with what the pack says it may be cut by.</summary>
internal sealed class GroupByRun(ApiProcess api)
{
    private readonly Dictionary<string, HashSet<string>> _grains = [];

    public async Task<Verdict> RunAsync(string manifest, string metric, JsonNode expected, CancellationToken ct)
    {
        var names = await NamesAsync(metric, ct);
        var verdict = new Verdict("available_group_bys", $"{manifest}/{metric}", "failed") { HttpStatus = names is null ? 404 : 200 };
        if (names is null)
            return verdict with { Reason = "the metric is not there" };
        var wanted = expected["dimensions"]!.AsArray().Concat(expected["entities"]!.AsArray()).Select(n => n!.GetValue<string>())
            .ToHashSet();
        verdict = verdict with { Rows = new JsonArray([.. names.Order(StringComparer.Ordinal).Select(n => (JsonNode)n)]) };
        return wanted.SetEquals(names)
            ? verdict with { Status = "passed" }
            : verdict with
                { Reason = $"missing {string.Join(", ", wanted.Except(names))}; surplus {string.Join(", ", names.Except(wanted))}" };
    }

    private async Task<HashSet<string>?> NamesAsync(string metric, CancellationToken ct)
    {
        var (status, list) = await api.GetAsync($"/api/v1/metrics/{metric}/dimensions?limit=1000", ct);
        if (status != 200)
            return null;
        var items = list!["items"]!.AsArray().OfType<JsonNode>().ToList();
        // The pack names metric_time with its grain, so a metric over facts of several grains has none in common.
        if ((await GrainsAsync(metric, ct)).Count > 1)
            items.RemoveAll(i => i["name"]!.GetValue<string>() == "metric_time");
        return items.Select(Name).ToHashSet(StringComparer.Ordinal);
    }

    private async Task<HashSet<string>> GrainsAsync(string metric, CancellationToken ct)
    {
        if (_grains.TryGetValue(metric, out var known))
            return known;
        var (_, item) = await api.GetAsync($"/api/v1/metrics/{metric}", ct);
        var inputs = item!["inputs"]!.AsArray().Select(i => i!.GetValue<string>()).ToList();
        // A conversion metric is cut as its base is.
        if (item["kind"]!.GetValue<string>() == "conversion")
            inputs = inputs[..1];
        var grains = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in inputs)
            grains.UnionWith(await GrainsAsync(input, ct));
        if (inputs.Count == 0 && item["time_grain"]?.GetValue<string>() is { } grain)
            grains.Add(grain);
        return _grains[metric] = grains;
    }

    // Entities by their own name, whichever way leads to them.
    private static string Name(JsonNode item)
    {
        var name = item["name"]!.GetValue<string>();
        if (item["role"]!.GetValue<string>() == "entity")
            return name.Split("__")[^1];
        return name == "metric_time" ? $"{name}__{item["grain"]!.GetValue<string>()}" : name;
    }
}
