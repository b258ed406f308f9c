namespace Metrics.Refresh.Leases;

/// <summary>Who refreshes now: a host and process, since when, and in which run.</summary>
internal sealed record LeaseHolder(string Name, DateTimeOffset Since, Guid RunId)
{
    private const string Brief = ", cleaning up";

    /// <summary>This process, as others will read it.</summary>
    public static string ThisProcess { get; } = $"{Environment.MachineName}, process {Environment.ProcessId}";

    /// <summary>This process while it only cleans up.</summary>
    public static string ThisProcessCleaningUp { get; } = ThisProcess + Brief;

    /// <summary>True when it gives the lease back in a moment, so that nobody is refused for its sake.</summary>
    public bool IsBrief => Name.EndsWith(Brief, StringComparison.Ordinal);

    public override string ToString() => $"{Name}, since {Since:yyyy-MM-dd HH:mm:ss} UTC, run {RunId}";
}
