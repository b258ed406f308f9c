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
    /// <summary>The same for whoever runs it.</summary>
    public string? Detail => Said?.Full;

    public bool IsNew => Status == AttemptStatus.Published && Version is not null;

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>How long it was built and tested, without what it waited between.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>How it was made, where that is worth saying; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The input that it was skipped for; null when it was not skipped.</summary>
    public string? Missed { get; init; }

    public IReadOnlyList<DataText> Warnings { get; init; } = [];
}
