namespace Metrics.Domain.Results;

/// <summary>The types of values in answers, whatever the engine calls them.</summary>
public enum ValueType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of at most 64 bits.</summary>
    Integer,

    /// <summary>An exact number of any width; sent as its digits.</summary>
    Decimal,

    /// <summary>A binary floating point number.</summary>
    Double,

    /// <summary>A calendar day.</summary>
    Date,

    /// <summary>A moment, shown with its offset in the query's zone.</summary>
    Timestamp,

    /// <summary>A JSON document.</summary>
    Json,
}

/// <summary>The words used for value types in answers, and in sentences.</summary>
public static class ValueTypeWords
{
    /// <summary>The word: <c>string</c>, <c>integer</c>, …</summary>
    public static string Word(this ValueType type) => type switch
    {
        ValueType.String => "string",
        ValueType.Boolean => "boolean",
        ValueType.Integer => "integer",
        ValueType.Decimal => "decimal",
        ValueType.Double => "double",
        ValueType.Date => "date",
        ValueType.Timestamp => "timestamp",
        _ => "json",
    };

    /// <summary>The words for such a value in a sentence: <c>a text</c>, <c>a whole number</c>, <c>a time stamp</c>, …</summary>
    public static string Named(this ValueType type) => type switch
    {
        ValueType.String => "a text",
        ValueType.Boolean => "true or false",
        ValueType.Integer => "a whole number",
        ValueType.Decimal => "a decimal number",
        ValueType.Double => "a floating-point number",
        ValueType.Date => "a date",
        ValueType.Timestamp => "a time stamp",
        _ => "a JSON document",
    };
}
