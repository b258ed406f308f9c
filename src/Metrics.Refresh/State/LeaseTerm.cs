using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.State;

/// <summary>One holding of the lease, as statements name it that must write nothing once another run has it.</summary>
/// <param name="Epoch">Goes up with every holder.</param>
/// <param name="RunId">The run that has it.</param>
internal sealed record LeaseTerm(long Epoch, Guid RunId)
{
    /// <summary>What is said of a run whose term is over.</summary>
    public Diagnostic Lost => new(DiagnosticCode.LeaseLost,
        $"run {RunId} no longer has the lease (epoch {Epoch}); what it built is not published",
        Hint: "the published tables are as they were; run again");
}
