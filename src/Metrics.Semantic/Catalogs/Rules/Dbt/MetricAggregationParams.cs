using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A simple metric has an aggregation of its own or a measure, and no other kind has the settings that belong to them.</summary>
internal static class MetricAggregationParams
{
    public static IEnumerable<Finding> Check(WrittenManifest written) =>
        written.Metrics.SelectMany(
            m => m.Kind == WrittenKind.Simple ? Simple(m, DefinitionKey.OfMetric(m.Name)) : Other(m, DefinitionKey.OfMetric(m.Name)));

    private static IEnumerable<Finding> Other(WrittenMetric metric, DefinitionKey key)
    {
        if (metric.Aggregation is not null)
            yield return key.Broken(
                DiagnosticCode.WrongValue, "only a simple metric has an aggregation of its own", metric.Params.At,
                "make it a simple metric and use that");
        foreach (var (has, word) in ((bool, string)[])[
            (metric.FillNullsWith is not null, "fill_nulls_with"), (metric.JoinToTimeSpine, "join_to_timespine")])
        {
            if (has)
                yield return key.Broken(
                    DiagnosticCode.WrongValue, $"only a simple metric has {word}", metric.Params.At,
                    "set it on the simple metrics it is computed from");
        }
    }

    private static IEnumerable<Finding> Simple(WrittenMetric metric, DefinitionKey key)
    {
        if (metric.Measure is null)
        {
            if (metric.Aggregation is null)
                yield return key.Broken(
                    DiagnosticCode.MissingKey, "a simple metric needs a measure or an aggregation of its own", metric.Params.At);
            yield break;
        }

        if (metric.Aggregation is not null)
            yield return key.Doubtful(
                "has both a measure and an aggregation of its own; the measure has no effect", metric.Measure.Name.At,
                "leave the measure out");
        foreach (var (has, word) in ((bool, string)[])[
            (metric.FillNullsWith is not null, "fill_nulls_with"), (metric.JoinToTimeSpine, "join_to_timespine")])
        {
            if (has)
                yield return key.Doubtful(
                    $"has both a measure and {word}", metric.Measure.Name.At, $"set {word} on the measure, or leave the measure out");
        }
    }
}
