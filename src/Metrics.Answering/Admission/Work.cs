namespace Metrics.Answering.Admission;

/// <summary>A statement that wants to run, as far as admission has to know it.</summary>
/// <param name="Shape">Equal for statements that differ only in values and in versions of their tables.</param>
/// <param name="Estimate">How long the engine thinks it takes, asked when nothing was measured yet; null when it cannot say.</param>
internal sealed record Work(string Shape, Func<CancellationToken, Task<TimeSpan?>>? Estimate = null);
