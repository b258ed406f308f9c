using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A cumulative metric adds up one input, over a window or since the beginning of a grain, not both.</summary>
internal static class CumulativeMetricParams
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var grains = new GrainWords(written);
        return written.Metrics.Where(m => m.Kind == WrittenKind.Cumulative)
            .SelectMany(m => Check(m, DefinitionKey.OfMetric(m.Name), grains));
    }

    /// <summary>A window's grain is a built-in one.</summary>
    public static Finding? CheckWindow(DefinitionKey key, WrittenWindow window, GrainWords grains)
    {
        var grain = grains.Singular(window.Grain);
        return Grains.Find(grain) is not null ? null : key.Broken(
            DiagnosticCode.WrongValue,
            grains.IsKnown(grain) ? $"the custom granularity '{grain}' cannot be used in the window '{window}' yet"
                : $"'{grain}' of the window '{window}' is not a granularity",
            window.At, near: grains.IsKnown(grain) ? default : grains.Near(grain));
    }

    private static IEnumerable<Finding> Check(WrittenMetric metric, DefinitionKey key, GrainWords grains)
    {
        if (metric.Measure is not null && metric.Cumulative?.Metric is not null)
            yield return key.Doubtful(
                "has both a measure and a metric to add up; the measure has no effect", metric.Measure.Name.At, "leave the measure out");
        else if (metric.Measure is null && metric.Cumulative?.Metric is null)
            yield return key.Doubtful("has neither a measure nor a metric to add up", metric.Params.At, "one of them");
        if (metric is { Window: { } older, Cumulative.Window: { } newer } && (older.Count, older.Grain) != (newer.Count, newer.Grain))
            yield return key.Broken(
                DiagnosticCode.WrongValue, $"has two windows, '{older}' and '{newer}' in cumulative_type_params", older.At,
                "leave the first one out");
        var window = metric.Cumulative?.Window ?? metric.Window;
        var toDate = metric.Cumulative?.GrainToDate ?? metric.GrainToDate;
        if (toDate is not null && Grains.Find(toDate.Text) is null)
            yield return key.Broken(
                DiagnosticCode.WrongValue, $"grain_to_date '{toDate}' is not a standard granularity", toDate.At,
                near: grains.Near(toDate.Text));
        if (window is not null && toDate is not null)
            yield return key.Broken(DiagnosticCode.WrongValue, "has both a window and a grain_to_date", window.At, "one of them");
        if (window is not null && CheckWindow(key, window, grains) is { } wrong)
            yield return wrong;
    }
}
