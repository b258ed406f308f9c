namespace Metrics.Refresh.State;

/// <summary>A row of <c>ops.run</c>.</summary>
internal sealed class Run
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Status { get; set; }

    public string? Selection { get; init; }

    public bool FullRefresh { get; init; }

    public required string Trigger { get; init; }

    public required long Epoch { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public Guid? RetryOf { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    public long? Publication { get; set; }

    public string? Error { get; set; }

    public required string Warnings { get; set; }

    public int ModelsTotal { get; init; }

    public int ModelsPublished { get; set; }

    public int ModelsFailed { get; set; }
}
