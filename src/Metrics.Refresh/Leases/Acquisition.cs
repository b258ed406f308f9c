using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Leases;

/// <summary>What came of asking for the lease.</summary>
internal abstract record Acquisition
{
    private Acquisition()
    {
    }

    /// <summary>Why there is no lease; null when there is one.</summary>
    public abstract Diagnostic? Problem { get; }

    /// <summary>The lease is ours until the grant is disposed or lost.</summary>
    internal sealed record Granted(LeaseGrant Grant) : Acquisition
    {
        public override Diagnostic? Problem => null;
    }

    /// <summary>A living process has it.</summary>
    internal sealed record Held(LeaseHolder Holder) : Acquisition
    {
        public override Diagnostic? Problem => new(DiagnosticCode.LeaseHeld, $"another refresh is running ({Holder})",
            Hint: "wait for it to end, or use --wait");
    }

    /// <summary>The lease could be had, but not used: what a dead run left behind is still writing.</summary>
    internal sealed record Refused(Diagnostic Reason) : Acquisition
    {
        public override Diagnostic? Problem => Reason;
    }
}
