using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>Why a metric cannot be asked: there is none of that name, or its definition is wrong and was left out.</summary>
internal static class UnknownMetric
{
    public static IEnumerable<Diagnostic> Of(Catalog catalog, string name)
    {
        var wrong = catalog.Diagnostics.Where(d => d.Message.StartsWith($"metric '{name}'", StringComparison.Ordinal)).ToList();
        var why = UnreadFiles.Why(catalog, name);
        if (wrong.Count == 0)
        {
            return
            [
                new Diagnostic(
                    DiagnosticCode.UnknownMetric, $"there is no metric '{name}'{why}",
                    Candidates: NearestNames.To(name, catalog.Metrics.Keys)),
            ];
        }

        return wrong.Prepend(new Diagnostic(
            DiagnosticCode.UnknownMetric,
            $"metric '{name}' is left out of the catalog, since its definition is wrong: {wrong[0].Message}{why}", Hint: wrong[0].Hint));
    }
}
