namespace Metrics.Api.Tests;

/// <summary>
/// A clock that stands still until a test moves it; timers run normally. While it stands still no poll is late, so answers stay confirmed.
/// </summary>
internal sealed class HeldClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
