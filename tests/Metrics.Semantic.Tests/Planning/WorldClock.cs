using System.Globalization;

namespace Metrics.Semantic.Tests.Planning;

/// <summary>Time as the brute force counts it, from the rules as written down: a stored local time that comes twice is the later moment, an asked one the earlier.</summary>
internal static class WorldClock
{
    public static readonly string[] Grains = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

    public static DateTime StoredToUtc(DateTime local, string zone) => ToUtc(local, zone, later: true);

    public static DateTime AskedToUtc(DateTime local, string zone) => ToUtc(local, zone, later: false);

    public static DateTime ToLocal(DateTime utc, string zone) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone(zone)), DateTimeKind.Unspecified);

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
    private static DateTime ToUtc(DateTime local, string zone, bool later)
    {
        var (before, after) = (Offset(zone, local.AddDays(-1)), Offset(zone, local.AddDays(1)));
        var moments = new[] { local - before, local - after }.Distinct().Where(m => Offset(zone, m) == local - m).Order().ToList();
        return moments.Count == 0 ? local - before : later ? moments[^1] : moments[0];
    }

    private static TimeSpan Offset(string zone, DateTime utc) => Zone(zone).GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
