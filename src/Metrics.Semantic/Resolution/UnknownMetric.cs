using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>Why a metric cannot be asked: there is none of that name, or its definition is wrong and was left out.</summary>
internal static class UnknownMetric
{
    public static IEnumerable<Diagnostic> Of(Catalog catalog, string name)
    {
        var called = $"metric '{name}'";
        var wrong = catalog.Diagnostics
            .Where(d => d.Message.StartsWith(called, StringComparison.Ordinal) || d.Affects.Contains(called)).ToList();
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
            $"metric '{name}' is left out of the catalog, {Cause(wrong[0], name)}{why}", Hint: wrong[0].Hint));
    }

    private static string Cause(Diagnostic wrong, string name) => wrong.Affects.Contains($"metric '{name}'")
        ? $"since it uses what is: {wrong.Message}"
        : $"since its definition is wrong: {wrong.Message}";
}
