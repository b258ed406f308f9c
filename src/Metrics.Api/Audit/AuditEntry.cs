namespace Metrics.Api.Audit;

/// <summary>A line of the audit record: who asked what, and with which result.</summary>
internal sealed record AuditEntry
{
    public required DateTimeOffset At { get; init; }

    public required string KeyId { get; init; }

    public required string KeyName { get; init; }

    public required string Method { get; init; }

    public required string Route { get; init; }

    public string? Question { get; init; }

    public required int Status { get; init; }

    public string? Code { get; init; }

    public long? Rows { get; init; }

    public long? Bytes { get; init; }

    public required double Milliseconds { get; init; }

    public string? Cache { get; init; }

    public long? DataVersion { get; init; }

    /// <summary>How many equal requests the line represents: ready answers are counted, not listed.</summary>
    public int Times { get; init; } = 1;
}
