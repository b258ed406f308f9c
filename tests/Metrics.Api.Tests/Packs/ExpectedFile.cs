using System.Text.Json;
using Metrics.Api.Tests.Storefront;

namespace Metrics.Api.Tests.Packs;

/// <summary>The answers of saved queries in a sample's <c>expected.json</c>, compared with those of the API.</summary>
internal sealed class ExpectedFile
{
    private readonly JsonElement _answers;

    public ExpectedFile(string folder) =>
        _answers = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement.GetProperty("answers");

    public IReadOnlyList<string> SavedQueries => _answers.EnumerateObject().Select(a => a.Name).ToList();

    /// <summary>Checks every answer: the same columns, and the same rows in the same order.</summary>
    public async Task AssertAnsweredAsync(ApiHost api)
    {
        Assert.NotEmpty(SavedQueries);
        var wrong = new List<string>();
        foreach (var answer in _answers.EnumerateObject())
        {
            if (await DifferenceAsync(api, answer.Name, answer.Value) is { } difference)
                wrong.Add($"{answer.Name}: {difference}");
        }

        Assert.Empty(wrong);
    }

    private static async Task<string?> DifferenceAsync(ApiHost api, string savedQuery, JsonElement expected)
    {
        var (response, body) = await api.GetAsync($"/api/v1/saved-queries/{savedQuery}/result");
        if (!response.IsSuccessStatusCode)
            return body.ToString();
        var names = Texts(expected.GetProperty("columns"));
        var found = body.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToArray();
        if (!names.SequenceEqual(found))
            return $"columns {string.Join(", ", found)} instead of {string.Join(", ", names)}";
        if (body.GetProperty("meta").GetProperty("degraded").GetBoolean())
            return "degraded: " + body.GetProperty("meta").GetProperty("degraded_reasons");
        var (rows, answered) = (Rows(expected), Rows(body));
        if (rows.Count == 0)
            return "no rows are expected, so nothing is compared";
        return SavedAnswer.Difference(rows, answered);
    }

    private static List<string[]> Rows(JsonElement answer) => answer.GetProperty("rows").EnumerateArray().Select(Texts).ToList();

    private static string[] Texts(JsonElement values) => values.EnumerateArray().Select(SavedAnswer.Text).ToArray();
}
