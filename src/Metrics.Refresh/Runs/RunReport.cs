using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Runs;

/// <summary>How a run ended.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Status">Succeeded, partial, failed or cancelled.</param>
/// <param name="Publication">The publication it made; null when nothing moved.</param>
/// <param name="Outcomes">Every stored table of the run, in the order of the graph.</param>
/// <param name="Warnings">Rejected rows, failed tests of severity warn, views that could not be repointed.</param>
/// <param name="Error">What ended the run early.</param>
internal sealed record RunReport(
    Guid RunId,
    RunStatus Status,
    long? Publication,
    EquatableList<NodeOutcome> Outcomes,
    EquatableList<string> Warnings,
    Diagnostic? Error)
{
    /// <summary>Published tables that it took away, with their schema.</summary>
    public EquatableList<string> Retired { get; init; }

    /// <summary>Files of definitions with errors, which are left out or stay as they were.</summary>
    public EquatableList<string> BrokenFiles { get; init; }

    /// <summary>Those of them that stay as they were, as a whole.</summary>
    public EquatableList<string> KeptFiles { get; init; }

    /// <summary>Those of these whose newer policies close what they may be about.</summary>
    public EquatableList<string> ClosingFiles { get; init; }

    /// <summary>Files of definitions that a golden test holds back.</summary>
    public EquatableList<string> HeldFiles { get; init; }

    public int ExitCode => (Status, Error?.Code) switch
    {
        (_, { Id: "R130" }) => 4,
        (RunStatus.Succeeded, _) => 0,
        (RunStatus.Partial, _) => 3,
        _ => 1,
    };
}
