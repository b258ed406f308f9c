namespace Metrics.Refresh.State;

/// <summary>A worker process that says it is alive; a row of <c>ops.worker</c>.</summary>
internal sealed class Worker
{
    public required Guid Id { get; init; }

    public required string Host { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset SeenAt { get; set; }
}
