namespace Metrics.Domain.Time;

/// <summary>A part of a time as a number: its month, its day of the week; as a suffix <c>metric_time__extract_month</c>.</summary>
public enum DatePart
{
    /// <summary>The year.</summary>
    Year,

    /// <summary>The quarter, from 1 to 4.</summary>
    Quarter,

    /// <summary>The month, from 1 to 12.</summary>
    Month,

    /// <summary>The day of the month, from 1.</summary>
    Day,

    /// <summary>The day of the week, from 1 for Monday to 7 for Sunday.</summary>
    DayOfWeek,

    /// <summary>The day of the year, from 1.</summary>
    DayOfYear,

    /// <summary>
    /// The ISO 8601 week of the year, from 1 to 53; the first days of January may belong to the last week of the year before.
    /// </summary>
    Week,

    /// <summary>The hour of the day, from 0 to 23.</summary>
    Hour,
}

/// <summary>Words of date parts.</summary>
public static class DateParts
{
    /// <summary>The prefix of a name's last part that asks for a date part.</summary>
    public const string Prefix = "extract_";

    /// <summary>The part's word in names and files, as in dbt: <c>dow</c>; dbt has neither hour nor week.</summary>
    public static string Word(this DatePart part) => part switch
    {
        DatePart.Year => "year",
        DatePart.Quarter => "quarter",
        DatePart.Month => "month",
        DatePart.Day => "day",
        DatePart.DayOfWeek => "dow",
        DatePart.Week => "week",
        DatePart.Hour => "hour",
        _ => "doy",
    };

    /// <summary>The part a word names, or null.</summary>
    public static DatePart? Find(string word) =>
        Enum.GetValues<DatePart>().Where(p => p.Word() == word).Select(p => (DatePart?)p).FirstOrDefault();

    /// <summary>The coarsest grain of data that still has the part.</summary>
    public static Grain Needs(this DatePart part) => part switch
    {
        DatePart.Year => Grain.Year,
        DatePart.Quarter => Grain.Quarter,
        DatePart.Month => Grain.Month,
        DatePart.Week => Grain.Week,
        DatePart.Hour => Grain.Hour,
        _ => Grain.Day,
    };
}
