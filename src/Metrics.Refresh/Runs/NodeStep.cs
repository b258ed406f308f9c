using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>A node between its two steps: built or found as it was, and still to be tested; or at its end already.</summary>
/// <param name="Outcome">How it ends unless a test says otherwise; downstream is built on its version meanwhile.</param>
internal sealed record NodeStep(NodeOutcome Outcome)
{
    /// <summary>The version that was published before the run; null for none.</summary>
    public BuiltVersion? Current { get; init; }

    /// <summary>What was built; null when nothing was.</summary>
    public NodeBuilt? Built { get; init; }

    /// <summary>True when tests have the last word.</summary>
    public bool IsOpen { get; init; }

    /// <summary>How long it took up to here.</summary>
    public TimeSpan Took => Outcome.Took;
}
