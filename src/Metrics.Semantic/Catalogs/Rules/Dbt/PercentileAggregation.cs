using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A percentile measure gives its percentile, between 0 and 1; other measures give none.</summary>
internal static class PercentileAggregation
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Models.SelectMany(model => model.Measures.SelectMany(
        m => Check(new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name), m.Aggregation, m.Percentile, m.Location)));

    public static IEnumerable<Finding> Check(DefinitionKey key, Aggregation? aggregation, WrittenPercentile? given, SourceLocation at)
    {
        Finding Wrong(string message, string? hint) => key.Broken(DiagnosticCode.WrongValue, message, at, hint);
        switch (aggregation)
        {
            case Aggregation.Percentile when given?.Percentile is null:
                yield return key.Broken(
                    DiagnosticCode.MissingKey, "a percentile needs agg_params.percentile, the share of rows below it", at,
                    "percentile: 0.95");
                break;
            case Aggregation.Percentile when given.Percentile is <= 0 or >= 1:
                yield return Wrong(
                    FormattableString.Invariant($"the percentile {given.Percentile} is not between 0 and 1"),
                    "use min for 0 and max for 1; 65 % is 0.65");
                break;
            case Aggregation.Median when given is not null:
                if (given.Percentile is not (null or 0.5))
                    yield return Wrong(
                        FormattableString.Invariant($"a median is the percentile 0.5, not {given.Percentile}"),
                        "use agg percentile for others");
                if (given.IsDiscrete)
                    yield return Wrong("a median is not a discrete percentile", "use agg percentile with percentile 0.5");
                break;
            case not Aggregation.Percentile
                when given is { Percentile: not (null or 0) } or { IsDiscrete: true } or { IsApproximate: true }:
                yield return Wrong(
                    $"agg_params are for percentiles, not for {aggregation?.ToString() ?? "no"} aggregation",
                    "use agg percentile, or leave agg_params out");
                break;
        }
    }
}
