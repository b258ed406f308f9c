using System.Globalization;

namespace Metrics.Domain.Querying;

/// <summary>dbt's span of <c>metric_time</c>: both ends included and widened to whole grains; one that ends before it starts holds nothing.</summary>
public sealed record TimeConstraint(DateTime? Start, DateTime? End)
{
    /// <inheritdoc/>
    public override string ToString() => $"[{Text(Start)}, {Text(End)}]";

    private static string Text(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) ?? "";
}
