using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary><c>PercentileAggregation</c> for metrics with their own aggregation.</summary>
internal static class MetricsPercentileAggregation
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Metrics
        .Where(m => m is { Kind: WrittenKind.Simple, Aggregation: not null })
        .SelectMany(
            m => PercentileAggregation.Check(
                DefinitionKey.OfMetric(m.Name), m.Aggregation!.Aggregation, m.Aggregation.Percentile, m.Params.At));
}
