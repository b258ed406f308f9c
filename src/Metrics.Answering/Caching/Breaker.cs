namespace Metrics.Answering.Caching;

/// <summary>
/// A circuit breaker: after a few failures in a row no calls are made for a while, then a single one tests whether they work again.
/// </summary>
internal sealed class Breaker(int failuresInARow, TimeSpan pause, TimeProvider clock)
{
    private int _failures;
    private long _closedFrom;
    private int _probing;

    /// <summary>True after too many failures in a row, until a call succeeds.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= failuresInARow;

    /// <summary>True when a call may be made now; the caller must then report how it went.</summary>
    public bool MayTry()
    {
        if (!IsOpen)
            return true;
        return clock.GetTimestamp() >= Volatile.Read(ref _closedFrom) && Interlocked.CompareExchange(ref _probing, 1, 0) == 0;
    }

    public void Succeeded()
    {
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _probing, 0);
    }

    public void Failed()
    {
        Volatile.Write(ref _closedFrom, clock.GetTimestamp() + (long)(pause.TotalSeconds * clock.TimestampFrequency));
        Interlocked.Increment(ref _failures);
        Volatile.Write(ref _probing, 0);
    }

    /// <summary>Reports neither, since the caller went away.</summary>
    public void Unknown() => Volatile.Write(ref _probing, 0);
}
