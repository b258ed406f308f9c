namespace Metrics.Semantic.Kinds;

/// <summary>
/// What is done with each kind of metric. All are abstract: who adds a kind is told by the compiler of every place that has to know it.
/// </summary>
/// <typeparam name="T">What a metric is turned into.</typeparam>
internal abstract class MetricVisitor<T>
{
    public abstract T Visit(SimpleMetric metric);

    public abstract T Visit(RatioMetric metric);

    public abstract T Visit(DerivedMetric metric);

    public abstract T Visit(CumulativeMetric metric);

    public abstract T Visit(ConversionMetric metric);

    public abstract T Visit(TimeToNthEventMetric metric);
}
