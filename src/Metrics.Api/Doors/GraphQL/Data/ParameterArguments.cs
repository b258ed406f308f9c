using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Metrics.Api.Resources;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>The parameters of a saved query as typed arguments of its field.</summary>
internal static class ParameterArguments
{
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static InputValueDefinition Of(SavedParameter parameter) => new(
        FieldNames.Camel(parameter.Name), TypeOf(parameter.Type) + (parameter.Default is null ? "!" : ""))
    {
        Description = Describe(SavedParameterItem.Of(parameter)),
    };

    /// <summary>The given values, by the names of the catalog.</summary>
    public static RequestValue.Fields Said(ResolveContext context, SavedQuery saved) => new(
    [
        .. from parameter in saved.Parameters
           let value = context.Argument<object>(FieldNames.Camel(parameter.Name))
           where value is not null
           select KeyValuePair.Create(parameter.Name, Value(value)),
    ]);

    private static RequestValue Value(object value) => value is bool flag ? new RequestValue.Flag(flag)
        : new RequestValue.Text(Convert.ToString(value, CultureInfo.InvariantCulture)!);

    /// <summary>An example of how to ask the saved query, with a value for each required parameter.</summary>
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
