using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Resources;

/// <summary>Names of saved queries in paths.</summary>
internal static class SavedQueryNames
{
    public static ProblemResult NotFound(Catalog catalog, string name) => Problems.NotFound([.. Unknown(catalog, name)]);

    /// <summary>That there is none, and what is wrong where there would be.</summary>
    public static IEnumerable<Diagnostic> Unknown(Catalog catalog, string name)
    {
        var called = $"saved query '{LeftOutNames.Find(catalog, "saved query", name) ?? name}'";
        var causes = UnknownMetric.Causes(catalog, called);
        return causes.Prepend(causes.Count == 0
            ? new Diagnostic(
                DiagnosticCode.UnknownSavedQuery, $"there is no saved query '{name}'{UnreadFiles.Why(catalog, name)}",
                Hint: "/api/v1/saved-queries lists them", Candidates: NearestNames.To(name, catalog.SavedQueries.Keys))
            : new Diagnostic(
                DiagnosticCode.UnknownSavedQuery,
                $"{called} is left out of the catalog, since {Why(causes, called)} ({causes[0].Code.Id})", causes[0].Location,
                causes[0].Hint));
    }

    // The cause by its code here; what it is follows, once.
    private static string Why(IReadOnlyList<Diagnostic> causes, string called) =>
        causes[0].Affects.Contains(called) ? "it uses something that is left out" : "its definition is wrong";
}
