using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Metrics.Conformance.Comparing;

/// <summary>One value, in a form in which equal values are equal: times without offset, a date as its midnight.</summary>
internal readonly partial record struct Cell(string? Text, double? Number)
{
    private const double Tolerance = 1e-6;

    public static Cell Of(JsonNode? node)
    {
        if (node is not JsonValue value)
            return default;
        return value.GetValueKind() switch
        {
            JsonValueKind.Number => new Cell(null, double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)),
            JsonValueKind.True => new Cell("true", null),
            JsonValueKind.False => new Cell("false", null),
            _ => new Cell(Normal(value.GetValue<string>()), null),
        };
    }

    /// <summary>A value of a CSV file, by its column's type.</summary>
    public static Cell Of(string text, string type) => text == "\\N" ? default
        : type is "number" or "integer" ? new Cell(null, double.Parse(text, CultureInfo.InvariantCulture))
        : new Cell(Normal(text), null);

    public bool Matches(Cell other) => Text == other.Text && (Number, other.Number) switch
    {
        (null, null) => true,
        ({ } a, { } b) => Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b)) || Math.Abs(a - b) < 1e-9,
        _ => false,
    };

    public override string ToString() => Text ?? Number?.ToString("R", CultureInfo.InvariantCulture) ?? "null";

    private static string Normal(string text)
    {
        if (Time().Match(text) is not { Success: true } match)
            return text;
        var clock = match.Groups["clock"].Success ? match.Groups["clock"].Value : "00:00:00";
        var fraction = match.Groups["fraction"].Value.TrimEnd('0');
        return $"{match.Groups["day"].Value}T{(clock.Length == 5 ? clock + ":00" : clock)}{(fraction.Length > 1 ? fraction : "")}";
    }

    [GeneratedRegex(@"^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<clock>\d{2}:\d{2}(?::\d{2})?)(?<fraction>\.\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$")]
    private static partial Regex Time();
}
