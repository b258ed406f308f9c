namespace Metrics.Refresh.Publishing;

/// <summary>A committed end of a run.</summary>
/// <param name="Number">The publication minted; null when neither a pointer nor the catalog moved.</param>
/// <param name="At">The time written on all its rows.</param>
internal sealed record Publication(long? Number, DateTimeOffset At);
