namespace Metrics.Refresh.State;

/// <summary>
/// What a run did with one model; a row of <c>ops.model_run</c>. <c>Status</c> is <c>running</c> or the status of an attempt.
/// </summary>
internal sealed record ModelRun
{
    public required Guid RunId { get; init; }

    public required string Model { get; init; }

    public required string Layer { get; init; }

    public required string Status { get; init; }

    public long? Version { get; init; }

    /// <summary>Rows in the relation built.</summary>
    public long? Rows { get; init; }

    public long? Rejected { get; init; }

    /// <summary>Bytes read from the source, or of the relation built.</summary>
    public long? Bytes { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The whole message, for operators.</summary>
    public string? Error { get; init; }

    /// <summary>The same message split by who may read which part, as JSON.</summary>
    public string? Said { get; init; }
}
