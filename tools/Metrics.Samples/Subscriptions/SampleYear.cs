using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions;

/// <summary>The year of the sample.</summary>
internal static class SampleYear
{
    public static readonly DateTime First = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Nothing is paid from then on.</summary>
    public static readonly DateTime End = new(2026, 3, 15, 0, 0, 0, DateTimeKind.Utc);

    private const int Days = 365;

    public static DateTime AnyTime(SplitMix64 random) => First.AddDays(random.Below(Days)).AddSeconds(random.Below(24 * 60 * 60));

    public static DateOnly Day(this DateTime at) => DateOnly.FromDateTime(at);
}
