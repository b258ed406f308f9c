using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A metric over a measure has no expr of its own, and the measure exists.</summary>
internal static class SimpleMetricExpr
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var measures = written.Models.SelectMany(m => m.Measures).GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.Last());
        foreach (var metric in written.Metrics.Where(m => m is { Kind: WrittenKind.Simple, Measure: not null }))
        {
            var (key, name) = (DefinitionKey.OfMetric(metric.Name), metric.Measure!.Name);
            if (!measures.TryGetValue(name.Text, out var measure))
                yield return key.Broken(
                    DiagnosticCode.UnknownName, $"there is no measure '{name}'", name.At, near: NearestNames.To(name.Text, measures.Keys));
            else if (metric.Expr is { } expr && expr.Text != measure.Expr && expr.Text != measure.Name)
                yield return key.Doubtful($"has an expr, which has no effect because of the measure '{name}'", expr.At, "leave it out");
        }
    }
}
