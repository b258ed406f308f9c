namespace Metrics.Refresh.Loading.Times;

/// <summary>Turns a zone's local times into instants: an ambiguous one is the first, one that the clocks skip is none.</summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    private const long MicrosPerMinute = 60_000_000;

    // Farther from UTC than any zone, on both sides of a day; transitions inside one hour that undo each other do not exist.
    private const int HoursAround = 26;

    private readonly Dictionary<int, long[]> _offsets = [];
    private int _lastDay = int.MinValue;
    private long[] _lastOffsets = [];

    /// <summary>Microseconds since 2000-01-01 UTC, or null.</summary>
    public long? ToUtc(Moment local)
    {
        var day = local.Days;
        if (day != _lastDay)
        {
            if (!_offsets.TryGetValue(day, out _lastOffsets!))
                _offsets.Add(day, _lastOffsets = OffsetsAround(day));
            _lastDay = day;
        }

        if (_lastOffsets.Length == 1)
            return local.Micros - _lastOffsets[0];

        // Largest offset first, which is the earliest instant.
        foreach (var offset in _lastOffsets)
        {
            var utc = local.Micros - offset;
            if (OffsetAt(utc) == offset)
                return utc;
        }

        return null;
    }

    private long[] OffsetsAround(int day)
    {
        var start = day * Moment.MicrosPerDay;
        return Enumerable.Range(-HoursAround, 24 + (2 * HoursAround) + 1)
            .Select(hour => OffsetAt(start + (hour * 60 * MicrosPerMinute)))
            .Distinct()
            .OrderDescending()
            .ToArray();
    }

    private long OffsetAt(long utcMicros)
    {
        var ticks = new DateTime(2000, 1, 1).Ticks + (utcMicros * TimeSpan.TicksPerMicrosecond);
        var at = new DateTime(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
        return zone.GetUtcOffset(at).Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
