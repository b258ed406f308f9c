using System.Text.Json;
using System.Text.RegularExpressions;

namespace Metrics.Api.Tests.Packs;

/// <summary>What must hold for every metric and saved query of a pack over its sample, whatever the pack is about.</summary>
internal static partial class PackAnswers
{
    /// <summary>Checks that each is described for people: by label, description, owner, unit, format and synonyms.</summary>
    public static async Task AssertDescribedAsync(ApiHost api)
    {
        var metrics = await PagedList.ReadAsync(api, "/api/v1/metrics");
        Assert.NotEmpty(metrics);
        var bare = from metric in metrics
                   from field in (string[])["label", "description", "owner", "unit", "format", "synonyms"]
                   where !metric.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null
                       || value.GetRawText() is "\"\"" or "[]"
                   select $"{metric.GetProperty("name").GetString()} has no {field}";
        Assert.Empty(bare);
    }

    /// <summary>Checks that each metric has a value, and each saved query has rows with a value in every metric's column.</summary>
    public static async Task AssertAnsweredAsync(ApiHost api)
    {
        var silent = new List<string>();
        foreach (var name in await NamesAsync(api, "metrics"))
            await AskAsync(api, silent, name, $"/api/v1/query?metrics={name}");
        foreach (var name in await NamesAsync(api, "saved-queries"))
            await AskAsync(api, silent, name, $"/api/v1/saved-queries/{name}/result");
        Assert.Empty(silent);
    }

    private static async Task AskAsync(ApiHost api, List<string> silent, string name, string path)
    {
        var (response, answer) = await api.GetAsync(path);
        // Money in several currencies has no sum; the refusal says what to group by.
        if (answer.TryGetProperty("code", out var code) && code.GetString() == "Q230")
            (response, answer) = await api.GetAsync(
                $"{path}&group_by={GroupedBy().Match(answer.GetProperty("hint").GetString()!).Groups["name"].Value}");
        if (!response.IsSuccessStatusCode)
        {
            silent.Add($"{name} is refused: {answer}");
            return;
        }

        var (columns, rows) =
            (answer.GetProperty("columns").EnumerateArray().ToList(), answer.GetProperty("rows").EnumerateArray().ToList());
        if (rows.Count == 0)
            silent.Add($"{name} has no rows");
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].GetProperty("role").GetString() == "metric" && rows.TrueForAll(r => r[i].ValueKind == JsonValueKind.Null))
                silent.Add($"{name} has nothing under {columns[i].GetProperty("name")}");
        }
    }

    private static async Task<IEnumerable<string>> NamesAsync(ApiHost api, string resource) =>
        (await PagedList.ReadAsync(api, $"/api/v1/{resource}")).Select(i => i.GetProperty("name").GetString()!);

    [GeneratedRegex("^group by (?<name>[a-z_]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex GroupedBy();
}
