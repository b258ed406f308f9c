using System.Text.Json.Nodes;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Tests.Generation;

/// <summary>JSON for variables, now and then of a wrong type.</summary>
internal static class JsonGenerator
{
    public static JsonNode? Value(GraphType type, Random random, int depth)
    {
        if (random.Next(120) == 0)
            return random.Next(4) switch { 0 => JsonValue.Create("wrong"), 1 => JsonValue.Create(1.5), 2 =>
                new JsonArray(JsonValue.Create(1)), _ => null };
        if (type is not NonNullType && random.Next(10) == 0)
            return null;
        return type.Nullable switch
        {
            ListType list when random.Next(5) == 0 => Value(list.Item.Nullable.NonNull, random, depth),
            ListType list => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Value(list.Item, random, depth + 1))]),
            InputType input => new JsonObject(input.Fields
                .Where(f => f.IsRequired ? random.Next(60) > 0 : depth < 2 && random.Next(4) == 0)
                .Select(f => KeyValuePair.Create(f.Name, Value(f.Type, random, depth + 1)))),
            EnumType choice => JsonValue.Create(choice.Values[random.Next(choice.Values.Count)].Name),
            NamedType scalar => Scalar(scalar.Name, random),
            _ => null,
        };
    }

    private static JsonNode? Scalar(string name, Random random) => name switch
    {
        "Int" => random.Next(6) == 0 ? JsonNode.Parse("4.0") : JsonValue.Create(random.Next(-50, 50)),
        "Float" => random.Next(2) == 0 ? JsonValue.Create(3) : JsonValue.Create(2.5),
        "String" => JsonValue.Create(random.Next(2) == 0 ? "" : "é\n\"x"),
        "ID" => random.Next(2) == 0 ? JsonValue.Create(17) : JsonValue.Create("x7"),
        "Boolean" => JsonValue.Create(random.Next(2) == 0),
        _ => random.Next(2) == 0 ? JsonNode.Parse("""{"a": [1, 2.5, null], "b": {"c": true}}""") : JsonValue.Create("2026-11-21"),
    };
}
