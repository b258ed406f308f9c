namespace Metrics.Refresh.Leases;

/// <summary>Who refreshes now: a host and process, since when, and in which run.</summary>
internal sealed record LeaseHolder(string Name, DateTimeOffset Since, Guid RunId)
{
    /// <summary>This process, as others will read it.</summary>
    public static string ThisProcess { get; } = $"{Environment.MachineName}, process {Environment.ProcessId}";

    public override string ToString() => $"{Name}, since {Since:yyyy-MM-dd HH:mm:ss} UTC, run {RunId}";
}
