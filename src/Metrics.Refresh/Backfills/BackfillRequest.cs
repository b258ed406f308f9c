namespace Metrics.Refresh.Backfills;

/// <summary>What to build slice by slice.</summary>
/// <param name="Model">An incremental model with a time window.</param>
/// <param name="Slice">How much time a slice takes.</param>
/// <param name="From">Only slices from this time on; the others are left to another call.</param>
/// <param name="To">Only slices before this time.</param>
/// <param name="Wait">How long to wait while another run holds the lease.</param>
internal sealed record BackfillRequest(string Model, TimeSpan Slice, DateTime? From, DateTime? To, TimeSpan Wait);

/// <summary>The progress of a backfill.</summary>
internal sealed record BackfillReport(int Done, int Slices)
{
    public bool Finished => Done == Slices;
}
