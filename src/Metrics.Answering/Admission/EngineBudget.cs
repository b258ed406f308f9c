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
