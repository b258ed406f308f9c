namespace Metrics.Domain.Time;

/// <summary>Local times and moments. One that a clock skips is taken as if it had not skipped.</summary>
public static class ZonedTime
{
    /// <summary>The moment that a local time is.</summary>
    /// <param name="local">The local time.</param>
    /// <param name="zone">Where.</param>
    /// <param name="later">Which moment a local time is that comes twice: a day begins at the earlier one, whenever that is.</param>
    public static DateTime ToUtc(DateTime local, TimeZoneInfo zone, bool later = false)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(local) && zone.GetAmbiguousTimeOffsets(local) is var both
                ? later && local.TimeOfDay != System.TimeSpan.Zero ? both.Min() : both.Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddDays(-1))
            : zone.GetUtcOffset(local);
        var ticks = local.Ticks - offset.Ticks;
        return new DateTime(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }

    /// <summary>What a clock shows at a moment.</summary>
    public static DateTime ToLocal(DateTime utc, TimeZoneInfo zone) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(utc, zone), DateTimeKind.Unspecified);
}
