using System.Globalization;
using System.Text.Json;

namespace Metrics.Api.Tests.Storefront;

/// <summary>A saved query's answer as texts, however it travelled.</summary>
internal static class SavedAnswer
{
    private const double Tolerance = 1e-9;

    public static async Task<List<string[]>> JsonAsync(ApiHost api, string name)
    {
        var (response, body) = await api.GetAsync(Path(name));
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        return body.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select(Text).ToArray()).ToList();
    }

    public static async Task<List<string[]>> CsvAsync(ApiHost api, string name)
    {
        var text = await api.Client.GetStringAsync($"{Path(name)}?format=csv");
        return CsvText.Parse(text).Skip(1).Select(r => r.Select(c => c ?? "").ToArray()).ToList();
    }

    /// <summary>Equal cell by cell; numbers that are no whole ones to nine digits.</summary>
    public static void AssertEqual(List<string[]> expected, List<string[]> found, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Count, found.Count);
        foreach (var (one, other) in expected.Zip(found))
        {
            Assert.Equal(one.Length, other.Length);
            foreach (var (a, b) in one.Zip(other))
            {
                if (a != b)
                    Assert.True(Number(a) is { } x && Number(b) is { } y && Math.Abs(x - y) <= tolerance * Math.Max(1, Math.Abs(x)), $"{a} is not {b} in {string.Join(", ", other)}");
            }
        }
    }

    private static string Path(string name) => $"/api/v1/saved-queries/{name}/result";

    // Nothing is an empty field in CSV, and here too.
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
