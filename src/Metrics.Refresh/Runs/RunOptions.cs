using Metrics.Domain;

namespace Metrics.Refresh.Runs;

/// <summary>What is asked of a run.</summary>
/// <param name="Select">Words of a selection; empty for everything.</param>
/// <param name="Trigger">Who asked: <c>command line</c> or <c>schedule</c>.</param>
/// <param name="Wait">How long to wait while another run holds the lease.</param>
internal sealed record RunOptions(EquatableList<string> Select, string Trigger, TimeSpan Wait)
{
    /// <summary>The trigger of runs that nobody asked for at the time.</summary>
    public const string Schedule = "schedule";

    /// <summary>Build what is selected anew, whether or not it changed.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Also where no second copy exists: the history of snapshots, and rows whose files are gone.</summary>
    public bool DiscardHistory { get; init; }
}
