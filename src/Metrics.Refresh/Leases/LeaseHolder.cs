namespace Metrics.Refresh.Leases;

/// <summary>The holder of the lease: host and process, since when, and in which run.</summary>
internal sealed record LeaseHolder(string Name, DateTimeOffset Since, Guid RunId)
{
    private const string Brief = ", cleaning up";

    /// <summary>The name under which others see this process.</summary>
    public static string ThisProcess { get; } = $"{Environment.MachineName}, process {Environment.ProcessId}";

    /// <summary>The name of this process while it only cleans up.</summary>
    public static string ThisProcessCleaningUp { get; } = ThisProcess + Brief;

    /// <summary>True when it gives the lease back in a moment, so that others wait instead of being refused.</summary>
    public bool IsBrief => Name.EndsWith(Brief, StringComparison.Ordinal);

    public override string ToString() => $"{Name}, since {Since:yyyy-MM-dd HH:mm:ss} UTC, run {RunId}";
}
