using Metrics.Domain;
using Metrics.Domain.Time;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Kinds;

/// <summary>A metric as part of another: its rows narrowed by further conditions, under a name in the formula.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Alias">Its name in the formula; its own when null.</param>
/// <param name="Filters">Conditions besides its own.</param>
public sealed record MetricInput(string Metric, string? Alias, EquatableList<AuthorFilter> Filters)
{
    /// <summary>How much earlier it is taken: <c>offset_window: 1 month</c>; null for the same time.</summary>
    public MetricWindow? OffsetWindow { get; init; }

    /// <summary>At the beginning of which grain it is taken (<c>offset_to_grain: month</c>); null for the same time.</summary>
    public GrainName? OffsetToGrain { get; init; }

    /// <summary>Its name in the formula.</summary>
    public string Name => Alias ?? Metric;
}
