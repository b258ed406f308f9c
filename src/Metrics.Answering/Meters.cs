using System.Diagnostics.Metrics;

namespace Metrics.Answering;

/// <summary>The meters of this assembly. They keep their first name, <c>Metrics.Semantic</c>, to which listeners subscribe.</summary>
internal static class Meters
{
    private static readonly Meter _meter = new("Metrics.Semantic");

    /// <summary>Time from handing a statement to the engine until all rows are here.</summary>
    public static readonly Histogram<double> EngineSeconds = _meter.CreateHistogram<double>(
        "metrics.engine.duration", "s", "Time that statements took, until all rows were read",
        advice: new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60] });

    /// <summary>Time that lookups in Redis took.</summary>
    public static readonly Histogram<double> RedisSeconds = _meter.CreateHistogram<double>(
        "metrics.redis.duration", "s", "Time that looking for a result in Redis took",
        advice: new() { HistogramBucketBoundaries = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.1] });
}
