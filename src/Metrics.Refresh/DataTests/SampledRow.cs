using System.Text.Encodings.Web;
using System.Text.Json;

namespace Metrics.Refresh.DataTests;

/// <summary>A sampled bad row, a JSON object without secret columns, as it is told in messages.</summary>
internal static class SampledRow
{
    private const int LongestTold = 60;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A column's value in words; null when the sample has no such column, which may be secret.</summary>
    public static string? ValueOf(string sample, string column)
    {
        using var row = JsonDocument.Parse(sample);
        return row.RootElement.TryGetProperty(column, out var value) ? Cut(value) : null;
    }

    /// <summary>The texts in it, with their columns.</summary>
    public static IReadOnlyList<(string Column, string Text)> TextsOf(string sample)
    {
        using var row = JsonDocument.Parse(sample);
        return
        [
            .. row.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String)
                .Select(p => (p.Name, p.Value.GetString()!)),
        ];
    }

    /// <summary>A value in words. Texts are quoted and escaped as in JSON, so that no control character reaches a terminal.</summary>
    public static string Cut(JsonElement value)
    {
        var text = value.ToString();
        text = text.Length > LongestTold ? text[..LongestTold] + "…" : text;
        return value.ValueKind == JsonValueKind.String ? JsonSerializer.Serialize(text, Written) : text;
    }
}
