using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>Labels of metrics are unique, so that people can distinguish them.</summary>
internal static class MetricLabels
{
    public static IEnumerable<Finding> Check(WrittenManifest written) =>
        Twice(written.Metrics.Select(m => (m.Label, DefinitionKey.OfMetric(m.Name))));

    /// <summary>Reports every label after the first of its kind. Breaks nothing, because no number is wrong.</summary>
    public static IEnumerable<Finding> Twice(IEnumerable<(Word? Label, DefinitionKey Key)> labels)
    {
        var first = new Dictionary<string, DefinitionKey>();
        foreach (var (label, key) in labels)
        {
            if (label is not null && !first.TryAdd(label.Text, key))
                yield return new Finding(
                    Breaks: null,
                    new Diagnostic(
                        DiagnosticCode.DuplicateName, $"{key}: the label '{label}' is already that of {first[label.Text]}", label.At));
        }
    }
}
