using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Leases;

/// <summary>Another process took the lease in the middle of a run; nothing of the run may be published.</summary>
internal sealed class LeaseLostException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
