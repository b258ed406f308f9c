namespace Metrics.Domain.Time;

/// <summary>A range of time as understood: <c>last 28 days</c> on a certain day.</summary>
/// <param name="Window">The span.</param>
/// <param name="IsRelative">True when the same words mean another span at a later time.</param>
public sealed record ResolvedRange(TimeWindow Window, bool IsRelative);
