namespace Metrics.Refresh.Loading.Times;

/// <summary>How a source writes its dates and timestamps.</summary>
internal abstract class TimeFormat
{
    /// <summary>For messages: <c>of the form MM/DD/YYYY</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Null when the text is not of this form or names a date that does not exist.</summary>
    public abstract Moment? Read(ReadOnlySpan<byte> text);

    /// <summary>The declared pattern's format, or ISO 8601 without one.</summary>
    /// <exception cref="FormatException">The pattern makes no sense; the message says where.</exception>
    public static TimeFormat Of(string? pattern) => pattern is null ? IsoTimeFormat.Instance : DeclaredTimeFormat.Parse(pattern);

    /// <summary>The same for times of day without a date, which are given the date 2000-01-01.</summary>
    /// <exception cref="FormatException">The pattern makes no sense; the message says where.</exception>
    public static TimeFormat OfClock(string? pattern) => pattern is null ? IsoClockFormat.Instance : DeclaredTimeFormat.ParseClock(pattern);
}
