using System.Globalization;
using System.Text.Json;
using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>The kind of value that a caller wrote for a scalar.</summary>
public enum ScalarInputKind
{
    /// <summary><c>null</c> inside another value.</summary>
    Null,

    /// <summary>A quoted string.</summary>
    Text,

    /// <summary>A number without a fraction or an exponent.</summary>
    Integer,

    /// <summary>Any other number.</summary>
    Float,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A name without quotes; only in documents.</summary>
    Name,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object.</summary>
    Object,
}

/// <summary>A caller's value for a scalar, from a document or from the variables.</summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Text">The text, or the digits of a number exactly as written.</param>
/// <param name="Value">The value as string, long, double, bool, list or dictionary.</param>
/// <param name="IsLiteral">True when it is from the document, false when from the variables.</param>
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
            // The key of a variable that was not given is left out, like undefined in JSON.
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
