using Metrics.Domain;
using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

/// <summary>A run of the refresh, queued ones included.</summary>
public sealed record RunRecord
{
    /// <summary>The id it was asked for under.</summary>
    public required Guid Id { get; init; }

    /// <summary>What was asked: <c>run</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The part of the graph asked for; null for all of it.</summary>
    public required string? Selection { get; init; }

    /// <summary>True when everything selected was to be built, changed or not.</summary>
    public required bool FullRefresh { get; init; }

    /// <summary><c>command line</c>, <c>schedule</c> or <c>request</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it began; null while queued.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The publication it made; null when no pointer moved.</summary>
    public required long? Publication { get; init; }

    /// <summary>Why it failed, table by table; empty when it did not.</summary>
    public required EquatableList<DataText> Error { get; init; }

    /// <summary>What did not stop it but should be looked at.</summary>
    public required EquatableList<DataText> Warnings { get; init; }

    /// <summary>Models selected.</summary>
    public required int ModelsTotal { get; init; }

    /// <summary>Models with a new version published.</summary>
    public required int ModelsPublished { get; init; }

    /// <summary>Models that failed or were skipped.</summary>
    public required int ModelsFailed { get; init; }

    /// <summary>The run whose undone part it takes up; null for none.</summary>
    public required Guid? RetryOf { get; init; }

    /// <summary>True when it was asked to be made again should its worker be lost.</summary>
    public required bool RetryWhenLost { get; init; }
}

/// <summary>A place in the list of runs, newest first; the next page begins after it.</summary>
public sealed record RunPlace(DateTimeOffset RequestedAt, Guid Id);
