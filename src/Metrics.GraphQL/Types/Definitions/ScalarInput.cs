using System.Globalization;
using System.Text.Json;
using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>What kind of value a caller wrote for a scalar.</summary>
public enum ScalarInputKind
{
    /// <summary><c>null</c> inside another value.</summary>
    Null,

    /// <summary>A quoted string.</summary>
    Text,

    /// <summary>A number without fraction and exponent.</summary>
    Integer,

    /// <summary>Any other number.</summary>
    Float,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A bare name; in documents only.</summary>
    Name,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object.</summary>
    Object,
}

/// <summary>A caller's value for a scalar, from a document or from the variables.</summary>
/// <param name="Kind">What was written.</param>
/// <param name="Text">The text itself, or a number's digits exactly as written.</param>
/// <param name="Value">The same as a plain value: string, long, double, bool, list, dictionary.</param>
/// <param name="IsLiteral">From the document rather than from the variables.</param>
public readonly record struct ScalarInput(ScalarInputKind Kind, string? Text, object? Value, bool IsLiteral)
{
    internal static ScalarInput Of(ValueNode node, IReadOnlyDictionary<string, object?>? variables) => node switch
    {
        IntNode number => new(ScalarInputKind.Integer, number.Text, Integer(number.Text), true),
        FloatNode number => new(ScalarInputKind.Float, number.Text, Double(number.Text), true),
        StringNode text => new(ScalarInputKind.Text, text.Value, text.Value, true),
        BooleanNode flag => new(ScalarInputKind.Boolean, flag.Value ? "true" : "false", flag.Value, true),
        EnumNode name => new(ScalarInputKind.Name, name.Name, name.Name, true),
        ListNode list => new(ScalarInputKind.List, null, list.Values.Select(v => Of(v, variables).Value).ToList(), true),
        ObjectNode fields => new(ScalarInputKind.Object, null, Entries(fields, variables), true),
        VariableNode variable => new(ScalarInputKind.Null, null, variables?.GetValueOrDefault(variable.Name), true),
        _ => new(ScalarInputKind.Null, null, null, true),
    };

    internal static ScalarInput Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new(ScalarInputKind.Text, json.GetString(), json.GetString(), false),
        JsonValueKind.Number when json.GetRawText() is var text => text.AsSpan().ContainsAny('.', 'e', 'E')
            ? new(ScalarInputKind.Float, text, Double(text), false)
            : new(ScalarInputKind.Integer, text, Integer(text), false),
        JsonValueKind.True => new(ScalarInputKind.Boolean, "true", true, false),
        JsonValueKind.False => new(ScalarInputKind.Boolean, "false", false, false),
        JsonValueKind.Array => new(ScalarInputKind.List, null, json.EnumerateArray().Select(item => Of(item).Value).ToList(), false),
        JsonValueKind.Object => new(ScalarInputKind.Object, null, Entries(json), false),
        _ => new(ScalarInputKind.Null, null, null, false),
    };

    internal static double Double(string digits) => double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static object Integer(string digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : Double(digits);

    private static Dictionary<string, object?> Entries(ObjectNode fields, IReadOnlyDictionary<string, object?>? variables)
    {
        Dictionary<string, object?> entries = [];
        foreach (var field in fields.Fields)
        {
            // A variable that was not given leaves its key out, as undefined does in JSON.
            if (field.Value is not VariableNode variable || variables?.ContainsKey(variable.Name) == true)
                entries[field.Name] = Of(field.Value, variables).Value;
        }
        return entries;
    }

    private static Dictionary<string, object?> Entries(JsonElement json)
    {
        Dictionary<string, object?> entries = [];
        foreach (var property in json.EnumerateObject())
            entries[property.Name] = Of(property.Value).Value;
        return entries;
    }
}
