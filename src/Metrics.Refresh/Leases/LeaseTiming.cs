namespace Metrics.Refresh.Leases;

/// <summary>How long a lease lives without renewal, and how long a new holder waits for what a dead one left behind.</summary>
internal sealed record LeaseTiming
{
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long terminated backends may take to disappear.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often <c>WaitAcquireAsync</c> asks again.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often it is renewed; a third of its length unless said otherwise.</summary>
    public TimeSpan Renewal { get => field > TimeSpan.Zero ? field : Length / 3; init; }

    /// <summary>How long one renewal may take: several fit into the length, so that one slow answer loses nothing.</summary>
    public TimeSpan RenewalLimit { get => field > TimeSpan.Zero ? field : Length / 3; init; }
}
