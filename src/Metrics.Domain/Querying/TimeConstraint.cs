using System.Globalization;

namespace Metrics.Domain.Querying;

/// <summary>
/// dbt's span of <c>metric_time</c>: both ends included and widened to whole grains; it is empty when it ends before it starts.
/// </summary>
public sealed record TimeConstraint(DateTime? Start, DateTime? End)
{
    /// <summary>True when the end was written as a date, so that the whole day is included; a timestamp ends at that instant.</summary>
    public bool EndIsDay { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"[{Text(Start)}, {(EndIsDay ? $"{End:yyyy-MM-dd}" : Text(End))}]";

    private static string Text(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) ?? "";
}
