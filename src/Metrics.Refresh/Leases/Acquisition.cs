using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Leases;

/// <summary>The result of an attempt to take the lease.</summary>
internal abstract record Acquisition
{
    private Acquisition()
    {
    }

    /// <summary>Why there is no lease; null when there is one.</summary>
    public abstract Diagnostic? Problem { get; }

    /// <summary>The lease is held until the grant is disposed or lost.</summary>
    internal sealed record Granted(LeaseGrant Grant) : Acquisition
    {
        public override Diagnostic? Problem => null;
    }

    /// <summary>Another live process holds it.</summary>
    internal sealed record Held(LeaseHolder Holder) : Acquisition
    {
        public override Diagnostic? Problem => new(DiagnosticCode.LeaseHeld, $"another refresh is running ({Holder})",
            Hint: "wait for it to end, or use --wait");
    }

    /// <summary>The lease was free but cannot be used: backends of a dead run are still writing.</summary>
    internal sealed record Refused(Diagnostic Reason) : Acquisition
    {
        public override Diagnostic? Problem => Reason;
    }
}
