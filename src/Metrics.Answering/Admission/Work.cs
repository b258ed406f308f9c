namespace Metrics.Answering.Admission;

/// <summary>What admission has to know about a statement.</summary>
/// <param name="Shape">Equal for statements that differ only in values and in versions of their tables.</param>
/// <param name="Estimate">The engine's estimate of its time, asked for while nothing was measured; null when it cannot say.</param>
internal sealed record Work(string Shape, Func<CancellationToken, Task<TimeSpan?>>? Estimate = null);
