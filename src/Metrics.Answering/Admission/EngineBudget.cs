using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Answering.Admission;

/// <summary>
/// How many statements a caller may start, and how long they may keep the engine busy, over time. Answers from cache cost nothing.
/// </summary>
/// <param name="runsPerSecond">Statements a second; bursts of twice that pass.</param>
/// <param name="secondsPerMinute">Engine seconds a minute; bursts of twice that pass.</param>
/// <param name="clock">The clock.</param>
public sealed class EngineBudget(int runsPerSecond, int secondsPerMinute, TimeProvider clock)
{
    private readonly Allowance _runs = new(runsPerSecond, 2.0 * runsPerSecond, clock);
    private readonly Allowance _seconds = new(secondsPerMinute / 60.0, 2.0 * secondsPerMinute, clock);

    /// <summary>Takes one run. Gives the refusal when no run is left or the engine seconds are used up, and null otherwise.</summary>
    internal Diagnostic? TakeRun()
    {
        // The time of a run is charged when it ends, so running statements may overdraw it.
        if (_seconds.WaitFor(0) is var seconds && seconds > TimeSpan.Zero)
            return Refusal($"this caller has used its {secondsPerMinute} seconds of warehouse time a minute", seconds);
        return _runs.TryTake(1, out var wait)
            ? null
            : Refusal($"this caller exceeds {runsPerSecond} computed questions a second", wait);
    }

    internal void Charge(TimeSpan worked) => _seconds.Take(worked.TotalSeconds);

    private static Diagnostic Refusal(FormattableString message, TimeSpan wait) => new(
        DiagnosticCode.TooManyRequests,
        message.ToString(CultureInfo.InvariantCulture),
        Hint: "wait as long as Retry-After says; a key has limits of its own")
    {
        RetryAfter = wait,
    };
}

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
