using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary><c>CountAggregationExpr</c> for metrics with their own aggregation.</summary>
internal static class MetricsCountAggregationExpr
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Metrics
        .Where(m => m is { Kind: WrittenKind.Simple, Aggregation: not null })
        .Select(m => CountAggregationExpr.Check(DefinitionKey.OfMetric(m.Name), m.Aggregation!.Aggregation, m.Expr?.Text, m.Params.At))
        .OfType<Finding>();
}
