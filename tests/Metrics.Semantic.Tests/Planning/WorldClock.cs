using System.Globalization;

namespace Metrics.Semantic.Tests.Planning;

/// <summary>
/// Time as the brute force counts it, from the rules as written down: a local time that comes twice is the later moment, but for the
/// beginning of a span.
/// </summary>
internal static class WorldClock
{
    public static readonly string[] Grains = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

    public static readonly string[] Parts = ["year", "quarter", "month", "week", "day", "dow", "doy", "hour"];

    /// <summary>A number that a local time has.</summary>
    public static decimal Part(string part, DateTime local) => part switch
    {
        "year" => local.Year,
        "quarter" => ((local.Month - 1) / 3) + 1,
        "month" => local.Month,
        "week" => ISOWeek.GetWeekOfYear(local),
        "day" => local.Day,
        "dow" => local.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)local.DayOfWeek,
        "doy" => local.DayOfYear,
        _ => local.Hour,
    };

    /// <summary>
    /// The span that a constraint means: both ends widened to a grain, and an end that is a date all of that day at least.
    /// </summary>
    public static (DateTime? Start, DateTime End) Widened(DateTime? start, DateTime end, string grain)
    {
        var isDay = end.TimeOfDay == default;
        var from = start is { } first ? Cut(grain, first) : (DateTime?)null;
        if (isDay ? end.Date < start?.Date : end < start)
            return (from, from!.Value);
        var until = Array.IndexOf(Grains, grain) < 3 && isDay ? end.AddDays(1) : Next(grain, Cut(grain, end));
        return (from, until);
    }

    public static DateTime Cut(string grain, DateTime local) => grain switch
    {
        "second" => local,
        "minute" => local.AddSeconds(-local.Second),
        "hour" => local.Date.AddHours(local.Hour),
        _ => Day(grain, local).ToDateTime(default),
    };

    private static DateTime Next(string grain, DateTime at) => grain switch
    {
        "second" => at.AddSeconds(1),
        "minute" => at.AddMinutes(1),
        "hour" => at.AddHours(1),
        "day" => at.AddDays(1),
        "week" => at.AddDays(7),
        "month" => at.AddMonths(1),
        "quarter" => at.AddMonths(3),
        _ => at.AddYears(1),
    };

    public static DateTime ToUtc(DateTime local, string zone) => ToUtc(local, zone, later: true);

    public static DateTime ToLocal(DateTime utc, string zone) =>
        DateTime.SpecifyKind(
            TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone(zone)), DateTimeKind.Unspecified);

    public static bool IsDay(string grain) => Array.IndexOf(Grains, grain) >= 3;

    public static DateOnly Day(string grain, DateTime local)
    {
        var day = DateOnly.FromDateTime(local);
        return grain switch
        {
            "day" => day,
            "week" => day.AddDays(day.DayOfWeek == DayOfWeek.Sunday ? -6 : 1 - (int)day.DayOfWeek),
            "month" => new DateOnly(day.Year, day.Month, 1),
            "quarter" => new DateOnly(day.Year, day.Month < 4 ? 1 : day.Month < 7 ? 4 : day.Month < 10 ? 7 : 10, 1),
            _ => new DateOnly(day.Year, 1, 1),
        };
    }

    /// <summary>The moment at which the local hour (minute, second) began that a moment is in, at the offset the moment has.</summary>
    public static DateTime Moment(string grain, DateTime utc, string zone)
    {
        var offset = Zone(zone).GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
        var local = utc + offset;
        var unit = grain switch { "hour" => TimeSpan.TicksPerHour, "minute" => TimeSpan.TicksPerMinute, _ => TimeSpan.TicksPerSecond };
        return new DateTime(local.Ticks / unit * unit) - offset;
    }

    public static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(string zone) => TimeZoneInfo.FindSystemTimeZoneById(zone);

    // By trying: the offsets in force around it, and which of them a moment with it would really have.
    public static DateTime ToUtc(DateTime local, string zone, bool later)
    {
        var (before, after) = (Offset(zone, local.AddDays(-1)), Offset(zone, local.AddDays(1)));
        var moments = new[] { local - before, local - after }.Distinct().Where(m => Offset(zone, m) == local - m).Order().ToList();
        return moments.Count == 0 ? local - before : later ? moments[^1] : moments[0];
    }

    private static TimeSpan Offset(string zone, DateTime utc) => Zone(zone).GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
