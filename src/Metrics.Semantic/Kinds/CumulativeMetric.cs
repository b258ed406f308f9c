using Metrics.Domain;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Kinds;

/// <summary>Which of a cumulative metric's values represents a period coarser than its own grain.</summary>
public enum PeriodAggregation
{
    /// <summary>The first value of the period.</summary>
    First,

    /// <summary>The last value of the period.</summary>
    Last,

    /// <summary>The mean of the period's values.</summary>
    Average,
}

/// <summary>A simple metric added up over time: over all time, over a moving window, or since the beginning of a grain.</summary>
public sealed record CumulativeMetric : Metric
{
    /// <summary>The simple metric that is added up.</summary>
    public required MetricInput Input { get; init; }

    /// <summary>The window, which ends at each time; null for none.</summary>
    public MetricWindow? Window { get; init; }

    /// <summary>The grain at whose beginning the sum starts again (<c>grain_to_date: month</c>); null for none.</summary>
    public GrainName? GrainToDate { get; init; }

    /// <summary>Which value represents a coarser period.</summary>
    public PeriodAggregation PeriodAggregation { get; init; }

    /// <inheritdoc/>
    public override string Kind => "cumulative";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => [Input.Metric];

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
