using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

/// <summary>What a run did with one model.</summary>
public sealed record ModelRunRecord
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its layer.</summary>
    public required Layer Layer { get; init; }

    /// <summary><c>running</c>, or the word of its attempt: <c>published</c>, <c>build_failed</c>, …</summary>
    public required string Status { get; init; }

    /// <summary>The version built; null when none was.</summary>
    public required long? Version { get; init; }

    /// <summary>Rows in it.</summary>
    public required long? Rows { get; init; }

    /// <summary>Rows of the source that did not fit.</summary>
    public required long? Rejected { get; init; }

    /// <summary>Bytes read or built.</summary>
    public required long? Bytes { get; init; }

    /// <summary>When its turn came.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public required DataText? Error { get; init; }
}
