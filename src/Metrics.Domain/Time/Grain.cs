namespace Metrics.Domain.Time;

/// <summary>How finely time is cut, from fine to coarse; weeks begin on Monday.</summary>
public enum Grain
{
    /// <summary>A billionth of a second; as fine as dbt's language goes, finer than PostgreSQL stores.</summary>
    Nanosecond,

    /// <summary>A millionth of a second.</summary>
    Microsecond,

    /// <summary>A thousandth of a second.</summary>
    Millisecond,

    /// <summary>A second.</summary>
    Second,

    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A calendar day in the query's zone.</summary>
    Day,

    /// <summary>A week, from Monday.</summary>
    Week,

    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>Three calendar months.</summary>
    Quarter,

    /// <summary>A calendar year.</summary>
    Year,
}

/// <summary>Words and order of grains.</summary>
public static class Grains
{
    /// <summary>The grain's word in names and files: <c>month</c>.</summary>
    public static string Word(this Grain grain) => grain switch
    {
        Grain.Nanosecond => "nanosecond",
        Grain.Microsecond => "microsecond",
        Grain.Millisecond => "millisecond",
        Grain.Second => "second",
        Grain.Minute => "minute",
        Grain.Hour => "hour",
        Grain.Day => "day",
        Grain.Week => "week",
        Grain.Month => "month",
        Grain.Quarter => "quarter",
        _ => "year",
    };

    /// <summary>The grain a word names, or null.</summary>
    public static Grain? Find(string word) => Enum.GetValues<Grain>().Where(g => g.Word() == word).Select(g => (Grain?)g).FirstOrDefault();

    /// <summary>True for day and everything coarser: results are dates, not timestamps.</summary>
    public static bool IsDateLike(this Grain grain) => grain >= Grain.Day;

    /// <summary>The beginning of the grain that a local time falls in.</summary>
    public static DateTime Truncate(this Grain grain, DateTime local) => grain switch
    {
        // A tick is a hundred nanoseconds; times here are no finer.
        Grain.Nanosecond => local,
        Grain.Microsecond => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMicrosecond)),
        Grain.Millisecond => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMillisecond)),
        Grain.Second => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerSecond)),
        Grain.Minute => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute)),
        Grain.Hour => local.AddTicks(-(local.Ticks % TimeSpan.TicksPerHour)),
        Grain.Day => local.Date,
        Grain.Week => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
        Grain.Month => new DateTime(local.Year, local.Month, 1),
        Grain.Quarter => new DateTime(local.Year, (local.Month - 1) / 3 * 3 + 1, 1),
        _ => new DateTime(local.Year, 1, 1),
    };
}
