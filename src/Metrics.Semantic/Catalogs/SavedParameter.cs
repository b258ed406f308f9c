using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// What a saved query leaves open to its caller: <c>{name: country, type: string, default: France}</c>. Its value is always a parameter of
/// the SQL, never a part of its text.
/// </summary>
/// <param name="Name">As in <c>{{ Parameter('country') }}</c> and in the URL.</param>
/// <param name="Type">The type of its values.</param>
public sealed record SavedParameter(string Name, ParameterType Type)
{
    /// <summary>Its value when the caller gives none; null when the caller must give one.</summary>
    public FilterValue? Default { get; init; }

    /// <summary>The only values it may have; any of its type when empty.</summary>
    public EquatableList<FilterValue> Allowed { get; init; }

    /// <summary>For people.</summary>
    public string? Label { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The word of its type: <c>string</c>.</summary>
    public string TypeWord => Type.ToString().ToLowerInvariant();

    /// <summary>How a value of its type is written.</summary>
    public string Form => Type switch
    {
        ParameterType.Number => "a number such as 12.5",
        ParameterType.Boolean => "true or false",
        ParameterType.Date => "a date such as 2024-01-01",
        ParameterType.Timestamp => "a time such as 2024-01-01T13:45:00",
        _ => "a text without characters that cannot be stored",
    };

    /// <summary>A value as in a URL that shows the expected form.</summary>
    public string ExampleText => Type switch
    {
        _ when Allowed.Count > 0 => Plain(Allowed[0]),
        ParameterType.Number => "12.5",
        ParameterType.Boolean => "true",
        // The first day of a year, quarter, month and week: it may be compared with each of them.
        ParameterType.Date => "2024-01-01",
        ParameterType.Timestamp => "2024-01-01T00:00:00",
        _ => "text",
    };

    /// <summary>True when its values have quotes in JSON and in GraphQL.</summary>
    public bool IsQuoted => Type is not (ParameterType.Number or ParameterType.Boolean);

    /// <summary>A value as in a URL.</summary>
    internal static string Plain(FilterValue value) => value is FilterValue.Text text ? text.Content : FilterText.Print(value);

    /// <summary>A valid value: its default if there is one.</summary>
    internal FilterValue Example => Default ?? (Allowed.Count > 0 ? Allowed[0] : null) ?? Type switch
    {
        ParameterType.Number => new FilterValue.Number(0),
        ParameterType.Boolean => new FilterValue.Boolean(true),
        // The beginning of a year, quarter, month and week, so that it may be compared at every grain.
        ParameterType.Date or ParameterType.Timestamp => new FilterValue.Text("2001-01-01"),
        _ => new FilterValue.Text("") { IsAny = true },
    };

    /// <summary>The value that a text stands for; null when that is no value of its type.</summary>
    internal FilterValue? Read(string text) => Type switch
    {
        ParameterType.Number => Number(text),
        ParameterType.Boolean => text is "true" or "false" ? new FilterValue.Boolean(text == "true") : null,
        ParameterType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? new FilterValue.Text(text) : null,
        ParameterType.Timestamp when new FilterValue.Text(text) is var moment =>
            TypedValue.For(moment, ValueType.Timestamp, DataType.LocalTime, TimeZoneInfo.Utc) is null ? null : moment,
        _ => TypedValue.IsStorable(text) ? new FilterValue.Text(text) : null,
    };

    // Read by the grammar of conditions, which keeps numbers exact.
    private static FilterValue? Number(string text)
    {
        var reader = new TokenReader(text, SyntaxCodes.AskedFilter);
        return reader.Finish(FilterOperand.Read(reader), "the end").Value is Operand.Value { Constant: FilterValue.Number number }
            ? number : null;
    }
}

/// <summary>The type of a parameter's values.</summary>
public enum ParameterType
{
    /// <summary>Texts.</summary>
    String,

    /// <summary>Exact numbers.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Days.</summary>
    Date,

    /// <summary>Days with a time.</summary>
    Timestamp,
}
