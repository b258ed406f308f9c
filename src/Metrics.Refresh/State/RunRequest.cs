namespace Metrics.Refresh.State;

/// <summary>A run that someone asked for and that has not begun; a row of <c>ops.run_request</c>.</summary>
internal sealed record RunRequest(Guid Id, string? Selection, bool FullRefresh, DateTimeOffset RequestedAt);
