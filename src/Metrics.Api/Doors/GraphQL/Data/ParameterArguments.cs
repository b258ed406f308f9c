using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Api.Resources;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>The parameters of a saved query as arguments of its field, each of its own type.</summary>
internal static class ParameterArguments
{
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static InputValueDefinition Of(SavedParameter parameter) => new(
        FieldNames.Camel(parameter.Name), TypeOf(parameter.Type) + (parameter.Default is null ? "!" : ""))
    {
        Description = Describe(SavedParameterItem.Of(parameter)),
    };

    /// <summary>What was given, by the catalog's names, as a URL would have it.</summary>
    public static IReadOnlyDictionary<string, string> Read(ResolveContext context, SavedQuery saved)
    {
        var given = new Dictionary<string, string>();
        foreach (var parameter in saved.Parameters)
        {
            if (context.Argument<object>(FieldNames.Camel(parameter.Name)) is { } value)
                given[parameter.Name] = value is bool flag
                    ? (flag ? "true" : "false")
                    : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }

        return given;
    }

    /// <summary>How a saved query is asked, with a value for each parameter that must have one.</summary>
    public static string Example(string field, SavedQuery saved, IEnumerable<string> selected)
    {
        var values = saved.Needed
            .Select(p => (p.Name, Value: p.IsQuoted ? JsonSerializer.Serialize(p.ExampleText, _readable) : p.ExampleText))
            .Select(p => $"{FieldNames.Camel(p.Name)}: {p.Value}").ToList();
        return $"{field}{(values.Count == 0 ? "" : $"({string.Join(", ", values)})")} {{ {string.Join(' ', selected)} }}";
    }

    private static string TypeOf(ParameterType type) => type switch
    {
        ParameterType.Number => "Decimal",
        ParameterType.Boolean => "Boolean",
        ParameterType.Date => "Date",
        ParameterType.Timestamp => "DateTime",
        _ => "String",
    };

    private static string Describe(SavedParameterItem parameter)
    {
        var text = parameter.Description ?? parameter.Label ?? $"Its parameter {parameter.Name}.";
        if (parameter.Values.Count > 0)
            text += $" One of {string.Join(", ", parameter.Values)}.";
        return parameter.Default is { } usual ? $"{text} {usual} when left out." : text;
    }
}
