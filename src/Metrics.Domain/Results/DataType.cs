namespace Metrics.Domain.Results;

/// <summary>The kind of a stored or computed value, in the terms of no engine.</summary>
public enum DataKind
{
    /// <summary>Not known: the catalog is not bound to tables yet.</summary>
    Unknown,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of at most 64 bits.</summary>
    Integer,

    /// <summary>An exact number of any width.</summary>
    Decimal,

    /// <summary>A binary floating point number.</summary>
    Double,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A calendar day.</summary>
    Date,

    /// <summary>A time of day.</summary>
    TimeOfDay,

    /// <summary>A date and time of day without a zone; its model says which zone it is in.</summary>
    LocalTime,

    /// <summary>An instant, the same in every zone.</summary>
    Instant,

    /// <summary>A universally unique identifier.</summary>
    Uuid,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>Anything else; shown as its text.</summary>
    Other,
}

/// <summary>The type of a stored or computed value. An engine's type map translates it to the engine's names and back.</summary>
/// <param name="Kind">What it is.</param>
public sealed record DataType(DataKind Kind)
{
    /// <summary>Nothing is known about it yet.</summary>
    public static DataType Unknown { get; } = new(DataKind.Unknown);

    /// <summary>True or false.</summary>
    public static DataType Boolean { get; } = new(DataKind.Boolean);

    /// <summary>A whole number of 64 bits.</summary>
    public static DataType Integer { get; } = new(DataKind.Integer);

    /// <summary>A whole number of 32 bits.</summary>
    public static DataType SmallInteger { get; } = new(DataKind.Integer) { Bits = 32 };

    /// <summary>An exact number of any width.</summary>
    public static DataType Decimal { get; } = new(DataKind.Decimal);

    /// <summary>A floating point number of 64 bits.</summary>
    public static DataType Double { get; } = new(DataKind.Double);

    /// <summary>A floating point number of 32 bits.</summary>
    public static DataType Single { get; } = new(DataKind.Double) { Bits = 32 };

    /// <summary>A text.</summary>
    public static DataType Text { get; } = new(DataKind.Text);

    /// <summary>A calendar day.</summary>
    public static DataType Date { get; } = new(DataKind.Date);

    /// <summary>A date and time of day without a zone.</summary>
    public static DataType LocalTime { get; } = new(DataKind.LocalTime);

    /// <summary>An instant.</summary>
    public static DataType Instant { get; } = new(DataKind.Instant);

    /// <summary>A JSON document.</summary>
    public static DataType Json { get; } = new(DataKind.Json);

    /// <summary>Width of a number in bits; 64 for types without a width.</summary>
    public int Bits { get; init; } = 64;

    /// <summary>Total digits of an exact number; null for any.</summary>
    public int? Precision { get; init; }

    /// <summary>Digits of an exact number after the decimal point; null for any.</summary>
    public int? Scale { get; init; }

    /// <summary>
    /// The name that the describing engine gives it, where that says more than the other properties (<c>varchar(20)</c>, an enumeration);
    /// null otherwise. Only that engine uses it.
    /// </summary>
    public string? Stored { get; init; }

    /// <summary>
    /// True for a text type without special rules (padding, a length), so that values are compared and grouped unchanged.
    /// </summary>
    public bool IsPlainText { get; init; } = Kind == DataKind.Text;

    /// <summary>True when two values can be compared for equality; documents that are stored as written cannot.</summary>
    public bool HasEquality { get; init; } = true;

    /// <summary>True for what can be summed and averaged.</summary>
    public bool IsNumber => Kind is DataKind.Integer or DataKind.Decimal or DataKind.Double;

    /// <summary>True for a day, a local time or an instant.</summary>
    public bool IsTime => Kind is DataKind.Date or DataKind.LocalTime or DataKind.Instant;

    /// <summary>The type of its values in answers.</summary>
    public ValueType Value => Kind switch
    {
        DataKind.Boolean => ValueType.Boolean,
        DataKind.Integer => ValueType.Integer,
        DataKind.Decimal => ValueType.Decimal,
        DataKind.Double => ValueType.Double,
        DataKind.Date => ValueType.Date,
        DataKind.LocalTime or DataKind.Instant => ValueType.Timestamp,
        DataKind.Json => ValueType.Json,
        _ => ValueType.String,
    };

    /// <summary>True when both can be compared with <c>=</c> without a cast, whatever their widths.</summary>
    public bool IsComparableWith(DataType other) =>
        (IsNumber && other.IsNumber) || (IsTime && other.IsTime)
        || (Kind == other.Kind && HasEquality == other.HasEquality && (Kind != DataKind.Other || Bare(Stored) == Bare(other.Stored)));

    private static string? Bare(string? stored) => stored?.Split('(')[0];
}
