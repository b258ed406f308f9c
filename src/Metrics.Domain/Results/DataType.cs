namespace Metrics.Domain.Results;

/// <summary>What a value is where it is stored or computed, in no engine's words.</summary>
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

    /// <summary>A date and time of day on some clock: which zone that is in, its model says.</summary>
    LocalTime,

    /// <summary>An instant, the same wherever it is looked at.</summary>
    Instant,

    /// <summary>A universally unique identifier.</summary>
    Uuid,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>Anything else; shown as its text.</summary>
    Other,
}

/// <summary>The type of a stored or computed value. An engine's map turns it into its own words and back.</summary>
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

    /// <summary>How wide a number is, in bits; of what has no width 64.</summary>
    public int Bits { get; init; } = 64;

    /// <summary>Digits of an exact number in all; null for any.</summary>
    public int? Precision { get; init; }

    /// <summary>Digits of an exact number behind the point; null for any.</summary>
    public int? Scale { get; init; }

    /// <summary>
    /// How the engine that described it calls it, where that says more than the rest here (<c>varchar(20)</c>, an enumeration); null where
    /// it does not. Only that engine looks at it.
    /// </summary>
    public string? Stored { get; init; }

    /// <summary>
    /// True for a text that has no rules of its own (padding, a length), so that it is compared and grouped as it stands.
    /// </summary>
    public bool IsPlainText { get; init; } = Kind == DataKind.Text;

    /// <summary>True when two of its values can be told apart: a document that is kept as it was written cannot.</summary>
    public bool HasEquality { get; init; } = true;

    /// <summary>True for what can be summed and averaged.</summary>
    public bool IsNumber => Kind is DataKind.Integer or DataKind.Decimal or DataKind.Double;

    /// <summary>True for a day or a time of one.</summary>
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

    /// <summary>True when the two are compared with <c>=</c> as they are, whatever their widths.</summary>
    public bool IsComparableWith(DataType other) =>
        (IsNumber && other.IsNumber) || (IsTime && other.IsTime)
        || (Kind == other.Kind && HasEquality == other.HasEquality && (Kind != DataKind.Other || Bare(Stored) == Bare(other.Stored)));

    private static string? Bare(string? stored) => stored?.Split('(')[0];
}
