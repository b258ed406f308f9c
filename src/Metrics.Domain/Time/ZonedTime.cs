namespace Metrics.Domain.Time;

/// <summary>Converts between local times and moments. A local time that clocks skip is converted as if they had not skipped it.</summary>
public static class ZonedTime
{
    /// <summary>The moment of a local time.</summary>
    /// <param name="local">The local time.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="later">
    /// True takes the later moment of a local time that occurs twice. A midnight is always the earlier one, where the day begins.
    /// </param>
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

    /// <summary>The local time at a moment.</summary>
    public static DateTime ToLocal(DateTime utc, TimeZoneInfo zone) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(utc, zone), DateTimeKind.Unspecified);
}
