using Metrics.Domain;

namespace Metrics.Semantic.Kinds;

/// <summary>The statistic over the times that subjects needed.</summary>
public enum EventStatistic
{
    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The middle value, interpolated.</summary>
    Median,

    /// <summary>The number of subjects with that many events.</summary>
    Subjects,
}

/// <summary>
/// How long subjects take from their first event to their nth; those with fewer events are left out. dbt has no such kind.
/// </summary>
public sealed record TimeToNthEventMetric : Metric
{
    /// <summary>The semantic model whose rows are the events.</summary>
    public required string Model { get; init; }

    /// <summary>The entity whose events are counted: <c>store</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The time dimension of the events.</summary>
    public required string TimeDimension { get; init; }

    /// <summary>Which event ends the span, counted from 1; at least 2.</summary>
    public required int N { get; init; }

    /// <summary>The statistic over the subjects.</summary>
    public required EventStatistic Statistic { get; init; }

    /// <inheritdoc/>
    public override string Kind => "time_to_nth_event";

    internal override T Accept<T>(MetricVisitor<T> visitor) => visitor.Visit(this);
}
