using System.Diagnostics;
using Xunit;

namespace Metrics.Testing;

/// <summary>Waits for what is on its way: looks again and again, and fails the test when it does not come.</summary>
public static class Eventually
{
    // A busy machine gets more than what is promised.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until it holds.</summary>
    public static Task HoldsAsync(
        Func<Task<bool>> holdsAsync, string otherwise, TimeSpan? within = null, TimeSpan? pause = null) =>
        HoldsAsync(holdsAsync, () => otherwise, within, pause);

    /// <summary>The same of what needs no waiting to be looked at.</summary>
    public static Task HoldsAsync(
        Func<bool> holds, Func<string> otherwise, TimeSpan? within = null, TimeSpan? pause = null, Func<bool>? inVain = null) =>
        HoldsAsync(() => Task.FromResult(holds()), otherwise, within, pause, inVain);

    /// <summary>The same with what there is to say once it has failed; at once when there is nothing left to wait for.</summary>
    public static Task HoldsAsync(
        Func<Task<bool>> holdsAsync, Func<string> otherwise, TimeSpan? within = null, TimeSpan? pause = null, Func<bool>? inVain = null) =>
        IsAsync(holdsAsync, holds => holds, _ => otherwise(), within, pause, inVain);

    /// <summary>Looks until what it sees is what was waited for, and returns that.</summary>
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
