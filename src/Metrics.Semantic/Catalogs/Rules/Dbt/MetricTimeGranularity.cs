using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A metric's own granularity is no finer than the times of all it is computed from.</summary>
internal static class MetricTimeGranularity
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Metrics
        .Where(m => m.TimeGranularity is not null)
        .Select(m => Check(m, m.TimeGranularity!, written))
        .OfType<Finding>();

    private static Finding? Check(WrittenMetric metric, Word asked, WrittenManifest written)
    {
        var key = DefinitionKey.OfMetric(metric.Name);
        var grains = Times(metric, written, []).ToList();
        if (grains.Count == 0 || grains.Contains(null))
            return key.Broken(
                DiagnosticCode.WrongValue,
                "time_granularity cannot be checked, since the granularity of its inputs is not known", asked.At);
        var coarsest = grains.Max()!.Value;
        return Grains.Find(asked.Text) is { } grain && grain >= coarsest ? null : key.Broken(
            DiagnosticCode.WrongValue, $"time_granularity '{asked}' is finer than the data, whose grain is {coarsest.Word()}", asked.At,
            $"one of {string.Join(", ", Enum.GetValues<Grain>().Where(g => g >= coarsest).Select(g => g.Word()))}");
    }

    // Null for a time that does not exist.
    private static IEnumerable<Grain?> Times(WrittenMetric metric, WrittenManifest written, HashSet<string> visited)
    {
        if (!visited.Add(metric.Name))
            return [];
        var metrics =
            new[] { metric.Numerator, metric.Denominator, metric.Cumulative?.Metric, metric.Conversion?.BaseMetric,
                metric.Conversion?.ConversionMetric }
            .OfType<WrittenInput>().Concat(metric.Inputs)
            .SelectMany(i => written.AllMetrics.Where(m => m.Name == i.Name.Text).Select(m => Times(m, written, visited))
                .DefaultIfEmpty([null]).First());
        var measures = new[] { metric.Measure, metric.Conversion?.BaseMeasure, metric.Conversion?.ConversionMeasure }
            .OfType<WrittenMeasureInput>().Select(i => OfMeasure(i.Name.Text, written));
        var own = metric is { Measure: null, Aggregation: { } aggregation }
            ? [TimeOf(written.Models.Find(m => m.Name == aggregation.SemanticModel.Text), aggregation.TimeDimension)]
            : Array.Empty<Grain?>();
        return metrics.Concat(measures).Concat(own);
    }

    private static Grain? OfMeasure(string name, WrittenManifest written)
    {
        var model = written.Models.Find(m => m.Measures.Any(x => x.Name == name));
        return TimeOf(model, model?.Measures.First(m => m.Name == name).TimeDimension);
    }

    // A time without a grain counts as one by day.
    private static Grain? TimeOf(WrittenModel? model, Word? time) =>
        (time ?? model?.DefaultTimeDimension) is { } named && model?.TimeDimension(named.Text) is { } dimension
            ? dimension.Grain ?? Grain.Day : null;
}
