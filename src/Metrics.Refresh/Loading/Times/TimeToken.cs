namespace Metrics.Refresh.Loading.Times;

/// <summary>One part of a declared pattern, with its fewest and most characters.</summary>
internal readonly record struct TimeToken(TimePart Part, int Fewest, int Most, byte Literal = 0)
{
    public static TimeToken Of(byte literal) => new(TimePart.Literal, 0, 0, literal);
}

/// <summary>What a part of a pattern reads.</summary>
internal enum TimePart
{
    Literal,
    Year,
    ShortYear,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
    Meridiem,
    Offset,
}
