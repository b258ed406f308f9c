using Metrics.Api.Doors.GraphQL.Data;
using Metrics.GraphQL.Types.Definitions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>
/// Conditions as typed input objects: one for each type of value, and one with a field for everything that can be asked for.
/// </summary>
internal static class FilterTypes
{
    public const string All = "DataFilter";

    private static readonly ValueType[] _compared =
        [ValueType.String, ValueType.Boolean, ValueType.Integer, ValueType.Decimal, ValueType.Double, ValueType.Date, ValueType.Timestamp];

    /// <param name="fields">Everything that can be asked for.</param>
    /// <param name="absent">Why a field does not exist.</param>
    public static IEnumerable<TypeDefinition> Build(DataFields fields, Func<string, IReadOnlyList<Absence>> absent) =>
    [
        new InputDefinition(All)
        {
            Description = "Conditions that must all hold. Those on dimensions choose rows, those on metrics choose groups; "
                + "one either-or cannot mix them.",
            Fields =
            [
                new("and", $"[{All}!]") { Description = "All hold." },
                new("or", $"[{All}!]") { Description = "One holds." },
                new("not", All)
                {
                    Description = "It does not hold. As in SQL, what is unknown stays unknown: not (x = 1) leaves out rows without x.",
                },
                .. fields.All.Select(f => new InputValueDefinition(f.Field, Name(f.Type)) { Description = f.Description }),
            ],
            Absent = absent,
            Example = Example(fields),
        },
        .. _compared.SelectMany(Build),
        new InputDefinition(Name(ValueType.Json)) { Description = "Conditions on a JSON document.", Fields = [IsNull()] },
    ];

    private static IEnumerable<TypeDefinition> Build(ValueType type)
    {
        var scalar = Scalars.For(type);
        var name = Name(type);
        var day = type == ValueType.Timestamp ? " A date is all of that day." : "";
        List<InputValueDefinition> fields =
        [
            new("eq", scalar) { Description = "Equal." },
            new("ne", scalar)
            {
                Description = "Not equal; as in SQL, what has no value is left out: add or: {…: {isNull: true}} to keep it.",
            },
        ];
        if (type != ValueType.Boolean)
        {
            fields.AddRange([
                new("in", $"[{scalar}!]") { Description = "One of these; of none of them when the list is empty." },
                new("lt", scalar) { Description = "Less." }, new("lte", scalar) { Description = $"Less or equal.{day}" },
                new("gt", scalar) { Description = $"Greater.{day}" }, new("gte", scalar) { Description = "Greater or equal." },
                new("between", $"{scalar}Between") { Description = $"Between both ends, themselves included.{day}" },
            ]);
            yield return new InputDefinition($"{scalar}Between")
            {
                Description = "Two ends, themselves included.", Fields =
                [
                    new("low", $"{scalar}!") { Description = "The lower end." },
                    new("high", $"{scalar}!") { Description = "The upper end." },
                ],
            };
        }

        if (type == ValueType.String)
        {
            fields.AddRange([
                new("like", scalar) { Description = "Like a pattern: % is any text, _ one character, \\ takes the next one literally." },
                new("ilike", scalar) { Description = "Like a pattern, whatever the case." },
                new("contains", scalar) { Description = "Has this text in it, whatever the case; none of its characters is a wildcard." },
                new("startsWith", scalar) { Description = "Begins with this text, whatever the case." },
                new("endsWith", scalar) { Description = "Ends with this text, whatever the case." },
            ]);
        }

        fields.Add(IsNull());
        yield return new InputDefinition(name)
        {
            Description = $"Conditions on a {scalar} that must all hold.", Fields = fields, Example = Example(type),
        };
    }

    // Prefers a dimension of type text: most conditions are on those.
    private static string? Example(DataFields fields) => (fields.All.FirstOrDefault(f => !f.IsMetric && f.Type == ValueType.String)
        ?? fields.All.FirstOrDefault(f => f.Type != ValueType.Json)) is { } field ? $"{{{field.Field}: {Example(field.Type)}}}" : null;

    private static string Example(ValueType type) => type switch
    {
        ValueType.String => "{eq: \"…\"}",
        ValueType.Boolean => "{eq: true}",
        ValueType.Integer => "{gt: 100}",
        ValueType.Date or ValueType.Timestamp => "{gte: \"2026-01-31\"}",
        _ => "{gt: 12.5}",
    };

    private static InputValueDefinition IsNull() => new("isNull", "Boolean") { Description = "Whether there is no value." };

    private static string Name(ValueType type) => $"{Scalars.For(type)}Filter";
}
