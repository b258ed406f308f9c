namespace Metrics.Answering.Admission;

/// <summary>A leaky bucket: it drains by <c>perSecond</c> a second and holds at most <c>most</c>.</summary>
internal sealed class Allowance(double perSecond, double most, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private double _used;
    private long _at = clock.GetTimestamp();

    /// <summary>How long until this amount is available; zero when it is now.</summary>
    public TimeSpan WaitFor(double amount)
    {
        lock (_lock)
            return Missing(amount);
    }

    /// <summary>Takes the amount if it is available; otherwise says how long until it is.</summary>
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

    /// <summary>Takes the amount even if it is not available.</summary>
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
        // A clock that is set back changes nothing.
        _used = Math.Max(0, _used - (Math.Max(0, clock.GetElapsedTime(_at, now).TotalSeconds) * perSecond));
        _at = now;
        return _used + amount <= most ? TimeSpan.Zero : TimeSpan.FromSeconds((_used + amount - most) / perSecond);
    }
}
