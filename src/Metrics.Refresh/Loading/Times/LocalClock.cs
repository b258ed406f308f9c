namespace Metrics.Refresh.Loading.Times;

/// <summary>
/// Turns a zone's local times into instants. A time that the clocks show twice means the second, as in PostgreSQL's <c>at time zone</c>,
/// so that a local time is the same instant wherever its zone is declared. A time that they skip is no instant.
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    private const long MicrosPerMinute = 60_000_000;

    // Farther from UTC than any zone, on both sides of a day. Sampled by the hour: no two transitions within an hour undo each other.
    private const int HoursAround = 26;

    private readonly Dictionary<int, long[]> _offsets = [];
    private int _lastDay = int.MinValue;
    private long[] _lastOffsets = [];

    /// <summary>Microseconds since 2000-01-01 UTC, or null.</summary>
    /// <param name="local">What the clocks show.</param>
    /// <param name="isTwice">True when they show it twice.</param>
    public long? ToUtc(Moment local, out bool isTwice)
    {
        isTwice = false;
        var day = local.Days;
        if (day != _lastDay)
        {
            if (!_offsets.TryGetValue(day, out _lastOffsets!))
                _offsets.Add(day, _lastOffsets = OffsetsAround(day));
            _lastDay = day;
        }

        if (_lastOffsets.Length == 1)
            return local.Micros - _lastOffsets[0];

        // The largest offset comes first and gives the earliest instant.
        long? last = null;
        foreach (var offset in _lastOffsets)
        {
            var utc = local.Micros - offset;
            if (OffsetAt(utc) != offset)
                continue;
            isTwice = last is not null;
            last = utc;
        }

        return last;
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
