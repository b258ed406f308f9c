namespace Metrics.Refresh.State;

/// <summary>A run about to begin. <c>Trigger</c> is <c>command line</c>, <c>schedule</c> or <c>request</c>.</summary>
internal sealed record RunStart
{
    /// <summary>What was requested: <c>run</c>, <c>test</c>, …</summary>
    public required string Kind { get; init; }

    public required string Trigger { get; init; }

    public string? Selection { get; init; }

    public bool FullRefresh { get; init; }

    /// <summary>The run whose undone part it does; null for none.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>When it was requested; null for now.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    public required int ModelsTotal { get; init; }
}
