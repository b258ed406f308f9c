namespace Metrics.Api.Tests;

/// <summary>
/// A clock that stands until a test moves it; timers run as ever. While it stands a poll is never late, so answers stay confirmed.
/// </summary>
internal sealed class HeldClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
