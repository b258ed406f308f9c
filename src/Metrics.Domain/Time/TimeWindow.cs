using System.Globalization;

namespace Metrics.Domain.Time;

/// <summary>A half-open span of local time in the query's zone: start ≤ t &lt; end. It is never widened; an open side is null.</summary>
public sealed record TimeWindow(DateTime? Start, DateTime? End)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"[{Start?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)}, "
        + $"{End?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)})";
}
