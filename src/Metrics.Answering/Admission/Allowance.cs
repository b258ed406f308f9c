namespace Metrics.Answering.Admission;

/// <summary>So much a second, of which a part may be used at once.</summary>
internal sealed class Allowance(double perSecond, double most, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private double _used;
    private long _at = clock.GetTimestamp();

    /// <summary>How long until so much is there; zero when it is.</summary>
    public TimeSpan WaitFor(double amount)
    {
        lock (_lock)
            return Missing(amount);
    }

    /// <summary>Takes it when it is there; else says how long until it is.</summary>
    public bool TryTake(double amount, out TimeSpan wait)
    {
        lock (_lock)
        {
            wait = Missing(amount);
            if (wait > TimeSpan.Zero)
                return false;
            _used += amount;
            return true;
        }
    }

    /// <summary>Takes it, whether it is there or not.</summary>
    public void Take(double amount)
    {
        lock (_lock)
        {
            Missing(amount);
            _used += amount;
        }
    }

    private TimeSpan Missing(double amount)
    {
        var now = clock.GetTimestamp();
        // A clock that is put back takes nothing away and adds nothing.
        _used = Math.Max(0, _used - (Math.Max(0, clock.GetElapsedTime(_at, now).TotalSeconds) * perSecond));
        _at = now;
        return _used + amount <= most ? TimeSpan.Zero : TimeSpan.FromSeconds((_used + amount - most) / perSecond);
    }
}
