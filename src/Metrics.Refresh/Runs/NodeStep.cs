using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>A node after the first of its two steps: built or unchanged and still to be tested, or already finished.</summary>
/// <param name="Outcome">The outcome unless a test fails; meanwhile downstream nodes are built on its version.</param>
internal sealed record NodeStep(NodeOutcome Outcome)
{
    /// <summary>The version that was published before the run; null for none.</summary>
    public BuiltVersion? Current { get; init; }

    /// <summary>What was built; null when nothing was.</summary>
    public NodeBuilt? Built { get; init; }

    /// <summary>True when tests still decide the outcome.</summary>
    public bool IsOpen { get; init; }

    /// <summary>How long it has taken so far.</summary>
    public TimeSpan Took => Outcome.Took;
}
