namespace Metrics.Domain.Time;

/// <summary>A number that a time has: its month, its day of the week; as a suffix <c>metric_time__extract_month</c>.</summary>
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
}

/// <summary>Words of date parts.</summary>
public static class DateParts
{
    /// <summary>What a name's last part begins with when it asks for a date part.</summary>
    public const string Prefix = "extract_";

    /// <summary>The part's word in names and files, as dbt has it: <c>dow</c>.</summary>
    public static string Word(this DatePart part) => part switch
    {
        DatePart.Year => "year",
        DatePart.Quarter => "quarter",
        DatePart.Month => "month",
        DatePart.Day => "day",
        DatePart.DayOfWeek => "dow",
        _ => "doy",
    };

    /// <summary>The part a word names, or null.</summary>
    public static DatePart? Find(string word) => Enum.GetValues<DatePart>().Where(p => p.Word() == word).Select(p => (DatePart?)p).FirstOrDefault();

    /// <summary>The coarsest grain of data from which the part can be told.</summary>
    public static Grain Needs(this DatePart part) => part switch
    {
        DatePart.Year => Grain.Year,
        DatePart.Quarter => Grain.Quarter,
        DatePart.Month => Grain.Month,
        _ => Grain.Day,
    };
}
