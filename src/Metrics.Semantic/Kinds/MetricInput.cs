using Metrics.Domain;
using Metrics.Domain.Time;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Kinds;

/// <summary>A metric as an input of another: perhaps with further conditions on its rows, and with a name in the formula.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Alias">Its name in the formula; null for the metric's own name.</param>
/// <param name="Filters">Conditions in addition to the metric's own.</param>
public sealed record MetricInput(string Metric, string? Alias, EquatableList<AuthorFilter> Filters)
{
    /// <summary>How much earlier it is evaluated: <c>offset_window: 1 month</c>; null for the same time.</summary>
    public MetricWindow? OffsetWindow { get; init; }

    /// <summary>The grain at whose beginning it is evaluated (<c>offset_to_grain: month</c>); null for the same time.</summary>
    public GrainName? OffsetToGrain { get; init; }

    /// <summary>Its name in the formula.</summary>
    public string Name => Alias ?? Metric;
}
