using Metrics.Domain;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Kinds;

/// <summary>Which value of a cumulative metric stands for a coarser period than its own.</summary>
public enum PeriodAggregation
{
    /// <summary>The period's first.</summary>
    First,

    /// <summary>The period's last.</summary>
    Last,

    /// <summary>The mean of the period's.</summary>
    Average,
}

/// <summary>A simple metric added up over time: over all time, over a window that moves along, or since a grain's beginning.</summary>
public sealed record CumulativeMetric : Metric
{
    /// <summary>The simple metric that is added up.</summary>
    public required MetricInput Input { get; init; }

    /// <summary>The window that ends at each time; null for none.</summary>
    public MetricWindow? Window { get; init; }

    /// <summary>The grain that each time starts anew (<c>grain_to_date: month</c>); null for none.</summary>
    public GrainName? GrainToDate { get; init; }

    /// <summary>What stands for coarser periods.</summary>
    public PeriodAggregation PeriodAggregation { get; init; }

    /// <inheritdoc/>
    public override string Kind => "cumulative";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => [Input.Metric];

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
