using System.Globalization;
using System.Text.Json;

namespace Metrics.Api.Tests.Storefront;

/// <summary>A saved query's answer as texts, from any format.</summary>
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
                    Assert.True(
                        Number(a) is { } x && Number(b) is { } y && Math.Abs(x - y) <= tolerance * Math.Max(1, Math.Abs(x)),
                        $"{a} is not {b} in {string.Join(", ", other)}");
            }
        }
    }

    /// <summary>
    /// Where two answers differ, null where they do not: sums must agree to the cent however large, means to nine places.
    /// </summary>
    public static string? Difference(List<string[]> expected, List<string[]> found)
    {
        for (var i = 0; i < Math.Min(expected.Count, found.Count); i++)
        {
            if (expected[i].Length != found[i].Length || expected[i].Zip(found[i]).Any(p => !Same(p.First, p.Second)))
                return $"row {i + 1} is ({string.Join(", ", found[i])}) instead of ({string.Join(", ", expected[i])})";
        }

        return expected.Count == found.Count ? null : $"{found.Count} rows instead of {expected.Count}";
    }

    private static bool Same(string one, string other) =>
        one == other || (Number(one) is { } x && Number(other) is { } y && Math.Abs(x - y) <= Tolerance + (1e-13 * Math.Abs(x)));

    private static string Path(string name) => $"/api/v1/saved-queries/{name}/result";

    // Nothing is an empty field in CSV, and here too.
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
