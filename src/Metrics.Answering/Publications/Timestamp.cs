namespace Metrics.Answering.Publications;

/// <summary>PostgreSQL's timestamps arrive as UTC <see cref="DateTime"/>.</summary>
internal static class Timestamp
{
    public static DateTimeOffset ToOffset(this DateTime utc) => new(utc, TimeSpan.Zero);

    public static DateTimeOffset? ToOffset(this DateTime? utc) => utc is { } at ? at.ToOffset() : null;
}
