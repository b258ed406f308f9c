namespace Metrics.Answering.Asking;

/// <summary>The day that words such as "yesterday" were counted from, in the question's zone.</summary>
/// <param name="Day">The day.</param>
/// <param name="Zone">The zone that it is a day of.</param>
public readonly record struct AskedOn(DateOnly Day, TimeZoneInfo Zone)
{
    /// <summary>The current day in a zone.</summary>
    public static AskedOn Of(string timeZone, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return new(DayAt(now, zone), zone);
    }

    /// <summary>False once the words mean another day.</summary>
    public bool HoldsAt(DateTimeOffset now) => Day == DayAt(now, Zone);

    private static DateOnly DayAt(DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
}
