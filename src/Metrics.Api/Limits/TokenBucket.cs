namespace Metrics.Api.Limits;

/// <summary>
/// Limits a rate and allows bursts up to the bucket's size. The only state is the time at which the bucket will be full again, so taking a
/// token needs no lock.
/// </summary>
/// <remarks>The framework's bucket reads the system clock and locks; this one is used for every cached answer.</remarks>
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

    /// <summary>Takes a token. Zero when there was one, else how long until there is one.</summary>
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
