using System.Globalization;

namespace Metrics.Domain.Querying;

/// <summary>
/// dbt's span of <c>metric_time</c>: both ends included and widened to whole grains; one that ends before it starts holds nothing.
/// </summary>
public sealed record TimeConstraint(DateTime? Start, DateTime? End)
{
    /// <summary>True when the end was written as a date, so that all of that day belongs to it; a time stamp is that instant.</summary>
    public bool EndIsDay { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"[{Text(Start)}, {(EndIsDay ? $"{End:yyyy-MM-dd}" : Text(End))}]";

    private static string Text(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) ?? "";
}
