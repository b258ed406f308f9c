using System.Text.Json;

namespace Metrics.Api.Tests.Security;

/// <summary>A GraphQL schema from introspection, for tests that put something wherever a caller may write a text.</summary>
internal sealed class GraphSchema
{
    private const int Deepest = 3;
    private readonly Dictionary<string, JsonElement> _types;
    private readonly string _query;

    public GraphSchema(JsonElement schema)
    {
        _query = schema.GetProperty("queryType").GetProperty("name").GetString()!;
        _types = schema.GetProperty("types").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!);
    }

    /// <summary>A field with its path from the root.</summary>
    public sealed record Place(string Name, IReadOnlyList<string> Way, JsonElement Definition);

    /// <summary>Every argument of every field that can be reached, once for each type and field.</summary>
    public IEnumerable<(Place Field, string Argument, JsonElement Type)> Arguments()
    {
        var seen = new HashSet<string>();
        var waiting = new Queue<(string Type, IReadOnlyList<string> Way)>([(_query, [])]);
        while (waiting.TryDequeue(out var here))
        {
            if (!seen.Add(here.Type))
                continue;
            foreach (var field in _types[here.Type].GetProperty("fields").EnumerateArray())
            {
                var name = field.GetProperty("name").GetString()!;
                foreach (var argument in field.GetProperty("args").EnumerateArray())
                    yield return (
                        new Place(name, here.Way, field), argument.GetProperty("name").GetString()!, argument.GetProperty("type"));
                var type = Named(field.GetProperty("type"));
                // Only through fields that need no argument.
                if (Kind(type) == "OBJECT" && field.GetProperty("args").EnumerateArray()
                    .All(a => a.GetProperty("type").GetProperty("kind").GetString() != "NON_NULL"))
                    waiting.Enqueue((type, [.. here.Way, name]));
            }
        }
    }

    /// <summary>The shortest document that reaches a field with an argument.</summary>
    public string Selection(Place field, string argument, string value)
    {
        var others = field.Definition.GetProperty("args").EnumerateArray()
            .Where(a => a.GetProperty("name").GetString() != argument
                && a.GetProperty("type").GetProperty("kind").GetString() == "NON_NULL")
            .Select(a => $"{a.GetProperty("name").GetString()}: {Literals(a.GetProperty("type"), "\"x\"").FirstOrDefault() ?? "1"}");
        var arguments = string.Join(", ", others.Prepend($"{argument}: {value}"));
        var inner = $"{field.Name}({arguments}){Below(Named(field.Definition.GetProperty("type")), 0)}";
        return field.Way.Reverse().Aggregate(inner, (below, name) => $"{name} {{ {below} }}");
    }

    /// <summary>Values of a type as documents write them, with a text at each place where a text may stand.</summary>
    public IEnumerable<string> Literals(JsonElement type, string text) => At(type, text, isJson: false, 0);

    /// <summary>The same as JSON.</summary>
    public IEnumerable<string> Values(JsonElement type, string text) => At(type, text, isJson: true, 0);

    /// <summary>A type as documents write it.</summary>
    public string Print(JsonElement type) => type.GetProperty("kind").GetString() switch
    {
        "NON_NULL" => $"{Print(type.GetProperty("ofType"))}!",
        "LIST" => $"[{Print(type.GetProperty("ofType"))}]",
        _ => type.GetProperty("name").GetString()!,
    };

    private IEnumerable<string> At(JsonElement type, string text, bool isJson, int depth)
    {
        switch (type.GetProperty("kind").GetString())
        {
            case "NON_NULL":
                return At(type.GetProperty("ofType"), text, isJson, depth);
            case "LIST":
                return At(type.GetProperty("ofType"), text, isJson, depth).Select(v => $"[{v}]");
            case "SCALAR":
                return type.GetProperty("name").GetString() is "Int" or "Float" or "Boolean" ? [] : [text];
            case "ENUM" when isJson:
                return [text];
            case "INPUT_OBJECT" when depth < Deepest:
                return _types[type.GetProperty("name").GetString()!].GetProperty("inputFields").EnumerateArray().SelectMany(f =>
                    At(f.GetProperty("type"), text, isJson, depth + 1).Select(v => isJson
                        ? $"{{\"{f.GetProperty("name").GetString()}\": {v}}}"
                        : $"{{{f.GetProperty("name").GetString()}: {v}}}"));
            default:
                return [];
        }
    }

    private string Below(string type, int depth)
    {
        if (Kind(type) is not "OBJECT")
            return "";
        var fields = _types[type].GetProperty("fields").EnumerateArray()
            .Where(f => f.GetProperty("args").EnumerateArray()
                .All(a => a.GetProperty("type").GetProperty("kind").GetString() != "NON_NULL")).ToList();
        var leaf = fields.FirstOrDefault(f => Kind(Named(f.GetProperty("type"))) is "SCALAR" or "ENUM");
        if (leaf.ValueKind != JsonValueKind.Undefined)
            return $" {{ {leaf.GetProperty("name").GetString()} }}";
        Assert.True(depth < 5, $"{type} has no field that is a value");
        return $" {{ {fields[0].GetProperty("name").GetString()}{Below(Named(fields[0].GetProperty("type")), depth + 1)} }}";
    }

    private string Kind(string type) => _types[type].GetProperty("kind").GetString()!;

    private static string Named(JsonElement type) =>
        type.TryGetProperty("ofType", out var inner) && inner.ValueKind == JsonValueKind.Object
            ? Named(inner) : type.GetProperty("name").GetString()!;
}
