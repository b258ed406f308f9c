namespace Metrics.Api.Limits;

/// <summary>
/// So many requests a second, with a burst of twice that. One number says when the bucket will be full again, so taking from it takes no
/// lock.
/// </summary>
/// <remarks>The framework's own bucket reads the system's clock and locks; this one is on the way of every cached answer.</remarks>
internal sealed class TokenBucket
{
    private readonly TimeProvider _clock;
    private readonly long _ticksEach;
    private readonly long _ticksFull;
    private long _fullAt;

    public TokenBucket(double perSecond, double burst, TimeProvider clock)
    {
        _clock = clock;
        _ticksEach = (long)(clock.TimestampFrequency / perSecond);
        _ticksFull = (long)(_ticksEach * burst);
        _fullAt = clock.GetTimestamp();
    }

    /// <summary>Takes one; zero when it was there, else how long until one is.</summary>
    public TimeSpan Take()
    {
        var now = _clock.GetTimestamp();
        while (true)
        {
            var fullAt = Volatile.Read(ref _fullAt);
            var after = Math.Max(fullAt, now) + _ticksEach;
            if (after - now > _ticksFull)
                return _clock.GetElapsedTime(now, after - _ticksFull);
            if (Interlocked.CompareExchange(ref _fullAt, after, fullAt) == fullAt)
                return TimeSpan.Zero;
        }
    }
}
