namespace Metrics.Semantic.Kinds;

/// <summary>
/// An operation with a case for each kind of metric. All methods are abstract, so that the compiler names every place that a new kind must
/// handle.
/// </summary>
/// <typeparam name="T">The result for a metric.</typeparam>
internal abstract class MetricVisitor<T>
{
    public abstract T Visit(SimpleMetric metric);

    public abstract T Visit(RatioMetric metric);

    public abstract T Visit(DerivedMetric metric);

    public abstract T Visit(CumulativeMetric metric);

    public abstract T Visit(ConversionMetric metric);

    public abstract T Visit(TimeToNthEventMetric metric);
}
