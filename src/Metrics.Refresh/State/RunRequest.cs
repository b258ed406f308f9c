namespace Metrics.Refresh.State;

/// <summary>A run that someone asked for and that has not begun; a row of <c>ops.run_request</c>.</summary>
/// <param name="Id">The id the run will have.</param>
/// <param name="Selection">The part of the graph asked for; null for all of it, or for what <paramref name="RetryOf"/> left undone.</param>
/// <param name="FullRefresh">Whether everything selected is to be built.</param>
/// <param name="RetryOf">The run whose undone part is asked for; null for none.</param>
/// <param name="RequestedAt">When it was asked for.</param>
internal sealed record RunRequest(Guid Id, string? Selection, bool FullRefresh, Guid? RetryOf, DateTimeOffset RequestedAt);
