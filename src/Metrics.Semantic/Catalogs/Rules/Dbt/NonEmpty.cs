using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>There is something to ask: a semantic model and a metric.</summary>
internal static class NonEmpty
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        if (written.Models.Count == 0)
            yield return Nothing("there is no semantic model");
        if (written.Metrics.Count == 0 && !written.Models.SelectMany(m => m.Measures).Any(m => m.CreatesMetric))
            yield return Nothing("there is no metric");
    }

    private static Finding Nothing(string message) => new(Breaks: null, new Diagnostic(DiagnosticCode.MissingKey, message));
}
