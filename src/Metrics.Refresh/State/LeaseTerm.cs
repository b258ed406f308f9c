using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.State;

/// <summary>One holder's term of the lease. Statements check it, so that they write nothing once another run holds the lease.</summary>
/// <param name="Epoch">Increases with every holder.</param>
/// <param name="RunId">The run that holds it.</param>
internal sealed record LeaseTerm(long Epoch, Guid RunId)
{
    /// <summary>The error of a run that has lost the lease.</summary>
    public Diagnostic Lost => new(DiagnosticCode.LeaseLost,
        $"run {RunId} no longer has the lease (epoch {Epoch}); what it built is not published",
        Hint: "the published tables are unchanged; run again");
}
