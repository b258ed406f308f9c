using System.Text.Json;
using System.Text.Json.Nodes;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary><c>QueryInput</c> as the body of REST's <c>/query</c> that means the same, so that one reader reads both.</summary>
internal static class QueryInput
{
    public static byte[] ToBody(IReadOnlyDictionary<string, object?> input)
    {
        var body = new JsonObject();
        foreach (var (key, value) in input.Where(e => e.Value is not null))
            body[JsonNamingPolicy.SnakeCaseLower.ConvertName(key)] = key == "timeRange" ? Range(Entries(value!)) : Node(value);
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        IReadOnlyDictionary<string, object?> entries => Object(entries),
        IEnumerable<object?> items => new JsonArray([.. items.Select(Node)]),
        _ => throw new ArgumentException($"a {value.GetType().Name} is in no question", nameof(value)),
    };

    private static JsonObject Object(IReadOnlyDictionary<string, object?> entries)
    {
        var made = new JsonObject();
        foreach (var (key, value) in entries.Where(e => e.Value is not null))
            made[JsonNamingPolicy.SnakeCaseLower.ConvertName(key)] = key == "shareOf" && value is IReadOnlyList<object?> and ["total"]
                ? "total"
                : Node(value);
        return made;
    }

    // Words and ends together stay together, and are refused as anything else that has no meaning.
    private static JsonNode Range(IReadOnlyDictionary<string, object?> range) =>
        range.GetValueOrDefault("words") is string words && range.Values.Count(v => v is not null) == 1
            ? JsonValue.Create(words)!
            : Object(range);

    private static IReadOnlyDictionary<string, object?> Entries(object value) => (IReadOnlyDictionary<string, object?>)value;
}
