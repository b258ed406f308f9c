using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Resources;

/// <summary>Refusals of unknown names of saved queries.</summary>
internal static class SavedQueryNames
{
    public static ProblemResult NotFound(Catalog catalog, string name) => Problems.NotFound([.. Unknown(catalog, name)]);

    /// <summary>That there is no such saved query, or why it was left out.</summary>
    public static IEnumerable<Diagnostic> Unknown(Catalog catalog, string name) =>
    [
        UnknownMetric.LeftOut(
            catalog, DiagnosticCode.UnknownSavedQuery, $"saved query '{LeftOutNames.Find(catalog, "saved query", name) ?? name}'")
        ?? new Diagnostic(
            DiagnosticCode.UnknownSavedQuery, $"there is no saved query '{name}'{UnreadFiles.Why(catalog, name)}",
            Hint: LeftOutNames.Untold(catalog) ?? "/api/v1/saved-queries lists them",
            Candidates: NearestNames.To(name, catalog.SavedQueries.Keys)),
    ];
}
