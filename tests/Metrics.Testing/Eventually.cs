using System.Diagnostics;
using Xunit;

namespace Metrics.Testing;

/// <summary>Waits for something that will happen: checks again and again, and fails the test when it does not happen in time.</summary>
public static class Eventually
{
    // More than the promised time, for busy machines.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds.</summary>
    public static Task HoldsAsync(
        Func<Task<bool>> holdsAsync, string otherwise, TimeSpan? within = null, TimeSpan? pause = null) =>
        HoldsAsync(holdsAsync, () => otherwise, within, pause);

    /// <summary>The same for a condition that is checked synchronously.</summary>
    public static Task HoldsAsync(
        Func<bool> holds, Func<string> otherwise, TimeSpan? within = null, TimeSpan? pause = null, Func<bool>? inVain = null) =>
        HoldsAsync(() => Task.FromResult(holds()), otherwise, within, pause, inVain);

    /// <summary>The same with a message for a failure; it fails immediately when there is nothing left to wait for.</summary>
    public static Task HoldsAsync(
        Func<Task<bool>> holdsAsync, Func<string> otherwise, TimeSpan? within = null, TimeSpan? pause = null, Func<bool>? inVain = null) =>
        IsAsync(holdsAsync, holds => holds, _ => otherwise(), within, pause, inVain);

    /// <summary>Reads a value again and again until it is as expected, and returns it.</summary>
    public static async Task<T> IsAsync<T>(
        Func<Task<T>> lookAsync, Func<T, bool> isIt, Func<T, string> otherwise, TimeSpan? within = null, TimeSpan? pause = null,
        Func<bool>? inVain = null)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(pause ?? _pause, TimeProvider.System))
        {
            var seen = await lookAsync();
            if (isIt(seen))
                return seen;
            if (watch.Elapsed > (within ?? _patience) || inVain?.Invoke() == true)
                Assert.Fail(otherwise(seen));
        }
    }
}
