using System.Globalization;
using Metrics.Domain.Results;
using Metrics.GraphQL;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Expressions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>The scalar types. Numbers that JavaScript would round are sent as strings.</summary>
internal static class Scalars
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static IReadOnlyList<TypeDefinition> All { get; } =
    [
        new ScalarDefinition("Long")
        {
            Description =
                "A whole number of at most 64 bits, as a string: \"9007199254740993\". As input a whole number may also be written bare.",
            Serialize = value => Convert.ToString(value, CultureInfo.InvariantCulture),
            Parse = ReadLong,
        },
        new ScalarDefinition("Decimal")
        {
            Description = "An exact number with all its digits, as a string: \"1234.50\". As input a number may also be written bare.",
            Serialize = value => Convert.ToString(value, CultureInfo.InvariantCulture),
            Parse = ReadDecimal,
        },
        new ScalarDefinition("Date") { Description = "A calendar day: \"2026-01-31\".", Parse = ReadText },
        new ScalarDefinition("DateTime")
        {
            Description = "A moment with its offset in the question's zone, \"2026-01-31T18:00:00+01:00\"; "
                + "where time is cut by day or coarser, the day: \"2026-01-31\".",
            Serialize = value => value is DateTimeOffset moment
                ? moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture)
                : value,
            Parse = ReadText,
        },
        new ScalarDefinition("JSON") { Description = "Any JSON value." },
    ];

    /// <summary>The GraphQL type for values of a type.</summary>
    public static string For(ValueType type) => type switch
    {
        ValueType.String => "String",
        ValueType.Boolean => "Boolean",
        ValueType.Integer => "Long",
        ValueType.Decimal => "Decimal",
        ValueType.Double => "Float",
        ValueType.Date => "Date",
        ValueType.Timestamp => "DateTime",
        _ => "JSON",
    };

    private static object ReadLong(ScalarInput input) =>
        input.Kind is ScalarInputKind.Integer or ScalarInputKind.Text
            && long.TryParse(input.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong("Long", input);

    private static object ReadDecimal(ScalarInput input) =>
        input.Kind is ScalarInputKind.Integer or ScalarInputKind.Float or ScalarInputKind.Text
            && decimal.TryParse(input.Text, Number, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong("Decimal", input);

    private static object? ReadText(ScalarInput input) =>
        input.Kind == ScalarInputKind.Text
            ? input.Text
            : throw new GraphQLException(
                $"A date or time is written as a string, not as {Shown(input)}",
                new Dictionary<string, object?> { ["hint"] = "write \"2026-01-31\", or \"2026-01-31T13:45:00\"" });

    // The same hint as when a condition in text form contains such a number.
    private static GraphQLException Wrong(string type, ScalarInput input) => new(
        $"{type} cannot represent value: {Shown(input)}",
        input.Kind == ScalarInputKind.Text && NumberText.Hint(input.Text!) is { } hint
            ? new Dictionary<string, object?> { ["hint"] = hint } : null);

    private static string Shown(ScalarInput input) =>
        input.Text is { Length: <= 60 } text ? text : $"a value of kind {input.Kind.ToString().ToLowerInvariant()}";
}
