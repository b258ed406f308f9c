namespace Metrics.Refresh.Publishing;

/// <summary>The committed end of a run.</summary>
/// <param name="Number">The number of the new publication; null when neither a pointer nor the catalog changed.</param>
/// <param name="At">The time written on all its rows.</param>
internal sealed record Publication(long? Number, DateTimeOffset At);
