using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>The measures that a metric is computed from exist.</summary>
internal static class MetricMeasures
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var known = written.Models.SelectMany(m => m.Measures).Select(m => m.Name).ToHashSet();
        return written.Metrics.SelectMany(metric => Of(metric, written)
            .Where(i => !known.Contains(i.Name.Text))
            .Select(i => DefinitionKey.OfMetric(metric.Name).Broken(
                DiagnosticCode.UnknownName, $"there is no measure '{i.Name}'", i.Name.At, near: NearestNames.To(i.Name.Text, known))));
    }

    /// <summary>The measures that a manifest lists for a metric; in files written by people, those that the metric itself names.</summary>
    public static IReadOnlyList<WrittenMeasureInput> Of(WrittenMetric metric, WrittenManifest written) => metric.InputMeasures is { } listed
        ? listed
        : new[] { metric.Measure, metric.Conversion?.BaseMeasure, metric.Conversion?.ConversionMeasure }.OfType<WrittenMeasureInput>()
            .ToList();
}
