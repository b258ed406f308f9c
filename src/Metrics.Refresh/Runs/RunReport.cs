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
    /// <summary>Tables that the run retired, with their schema.</summary>
    public EquatableList<string> Retired { get; init; }

    /// <summary>Definition files with errors: parts are left out, or the published text stays in force.</summary>
    public EquatableList<string> BrokenFiles { get; init; }

    /// <summary>Broken files whose published text stays in force as a whole.</summary>
    public EquatableList<string> KeptFiles { get; init; }

    /// <summary>Kept files whose newer policies close everything that they may apply to.</summary>
    public EquatableList<string> ClosingFiles { get; init; }

    /// <summary>Definition files that a golden test holds back.</summary>
    public EquatableList<string> HeldFiles { get; init; }

    public int ExitCode => (Status, Error?.Code) switch
    {
        (_, { Id: "R130" }) => 4,
        (RunStatus.Succeeded, _) => 0,
        (RunStatus.Partial, _) => 3,
        _ => 1,
    };
}
