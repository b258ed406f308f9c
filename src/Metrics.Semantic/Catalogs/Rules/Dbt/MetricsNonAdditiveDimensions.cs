using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary><c>MeasuresNonAdditiveDimension</c> for metrics with their own aggregation.</summary>
internal static class MetricsNonAdditiveDimensions
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Metrics
        .Where(m => m is { Kind: WrittenKind.Simple, Aggregation.NonAdditive: not null })
        .SelectMany(m => Check(m, m.Aggregation!, written));

    private static IEnumerable<Finding> Check(WrittenMetric metric, WrittenAggregation aggregation, WrittenManifest written)
    {
        var key = DefinitionKey.OfMetric(metric.Name);
        return written.Models.Find(m => m.Name == aggregation.SemanticModel.Text) is { } model
            ? MeasuresNonAdditiveDimension.Check(
                key, model, aggregation.NonAdditive, aggregation.TimeDimension ?? model.DefaultTimeDimension, metric.Params.At)
            : [key.Broken(
                DiagnosticCode.UnknownName, $"there is no semantic model '{aggregation.SemanticModel}'", aggregation.SemanticModel.At,
                near: NearestNames.To(aggregation.SemanticModel.Text, written.Models.Select(m => m.Name)))];
    }
}
