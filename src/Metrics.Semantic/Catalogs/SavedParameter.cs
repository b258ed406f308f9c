using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// What a saved query leaves open for whoever asks it: <c>{name: country, type: string, default: France}</c>. Its value is only ever a
/// parameter of the SQL.
/// </summary>
/// <param name="Name">As in <c>{{ Parameter('country') }}</c> and in the URL.</param>
/// <param name="Type">What its values are.</param>
public sealed record SavedParameter(string Name, ParameterType Type)
{
    /// <summary>Its value when none is given; null when one must be.</summary>
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
        ParameterType.Date => "a date such as 2026-01-31",
        ParameterType.Timestamp => "a time such as 2026-01-31T13:45:00",
        _ => "a text without characters that cannot be stored",
    };

    /// <summary>A value that it could have, as in a URL: one that says what is wanted.</summary>
    public string ExampleText => Type switch
    {
        _ when Allowed.Count > 0 => Plain(Allowed[0]),
        ParameterType.Number => "12.5",
        ParameterType.Boolean => "true",
        ParameterType.Date => "2026-01-31",
        ParameterType.Timestamp => "2026-01-31T13:45:00",
        _ => "text",
    };

    /// <summary>True when its values have quotes in JSON and in GraphQL.</summary>
    public bool IsQuoted => Type is not (ParameterType.Number or ParameterType.Boolean);

    /// <summary>A value as in a URL.</summary>
    internal static string Plain(FilterValue value) => value is FilterValue.Text text ? text.Content : FilterText.Print(value);

    /// <summary>A value that it could have.</summary>
    internal FilterValue Example => Default ?? (Allowed.Count > 0 ? Allowed[0] : null) ?? Type switch
    {
        ParameterType.Number => new FilterValue.Number(0),
        ParameterType.Boolean => new FilterValue.Boolean(true),
        ParameterType.Date or ParameterType.Timestamp => new FilterValue.Text("2000-01-01"),
        _ => new FilterValue.Text("") { IsAny = true },
    };

    /// <summary>The value that a text is; null when it is none of this type.</summary>
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

    // By the grammar of conditions: exact, or none.
    private static FilterValue? Number(string text)
    {
        var reader = new TokenReader(text, SyntaxCodes.AskedFilter);
        return reader.Finish(FilterOperand.Read(reader), "the end").Value is Operand.Value { Constant: FilterValue.Number number }
            ? number : null;
    }
}

/// <summary>What the values of a parameter are.</summary>
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

    /// <summary>Times of a day.</summary>
    Timestamp,
}
