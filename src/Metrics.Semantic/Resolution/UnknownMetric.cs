using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>Why a metric cannot be asked: there is none of that name, or its definition is wrong and was left out.</summary>
public static class UnknownMetric
{
    /// <summary>What to say of a name that no metric of a catalog has; one for each thing that is wrong with its definition.</summary>
    public static IEnumerable<Diagnostic> Of(Catalog catalog, string name)
    {
        var called = $"metric '{name}'";
        // What falls with it says its error again.
        var wrong = catalog.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error && d.Message.StartsWith(called, StringComparison.Ordinal))
            .ToList();
        if (wrong.Count == 0)
            wrong = [.. catalog.Diagnostics.Where(d => d.Affects.Contains(called)).Take(1)];
        if (wrong.Count == 0)
        {
            return
            [
                new Diagnostic(
                    DiagnosticCode.UnknownMetric, $"there is no metric '{name}'{UnreadFiles.Why(catalog, name)}",
                    Candidates: NearestNames.To(name, catalog.Metrics.Keys)),
            ];
        }

        return wrong.Skip(1).Prepend(new Diagnostic(
            DiagnosticCode.UnknownMetric, $"metric '{name}' is left out of the catalog, {Cause(wrong[0], called)}", wrong[0].Location,
            wrong[0].Hint, wrong[0].Candidates));
    }

    private static string Cause(Diagnostic wrong, string called) => wrong.Affects.Contains(called)
        ? $"since it uses what is: {wrong.Message} ({wrong.Code.Id})"
        : $"since its definition is wrong: {wrong.Message} ({wrong.Code.Id})";
}
