namespace Metrics.Answering.Caching;

/// <summary>Stops asking what fails: after a few failures in a row nobody asks for a while, then one does to find out.</summary>
internal sealed class Breaker(int failuresInARow, TimeSpan pause, TimeProvider clock)
{
    private int _failures;
    private long _closedFrom;
    private int _probing;

    /// <summary>True while nobody asks.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= failuresInARow;

    /// <summary>True when one may ask now; whoever does says how it went.</summary>
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

    /// <summary>Neither: whoever asked went away.</summary>
    public void Unknown() => Volatile.Write(ref _probing, 0);
}
