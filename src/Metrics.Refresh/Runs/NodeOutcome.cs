using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>How one node of a run ended.</summary>
/// <param name="Node">The node.</param>
/// <param name="Status">Published here means: built, tested and ready for the publishing transaction.</param>
/// <param name="Version">
/// What its descendants read: the new version, or the published one; null for ephemeral models and where there is none.
/// </param>
/// <param name="Said">Why it failed or was skipped.</param>
internal sealed record NodeOutcome(Node Node, AttemptStatus Status, BuiltVersion? Version, DataText? Said = null)
{
    /// <summary>The full reason, for the operator of the run.</summary>
    public string? Detail => Said?.Full;

    public bool IsNew => Status == AttemptStatus.Published && Version is not null;

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>The time spent building and testing it, without waiting in between.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>A note on how it was built; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The input that caused the skip; null when it was not skipped.</summary>
    public string? Missed { get; init; }

    public IReadOnlyList<DataText> Warnings { get; init; } = [];
}
