using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Resources;

/// <summary>Names of saved queries in paths.</summary>
internal static class SavedQueryNames
{
    public static ProblemResult NotFound(Catalog catalog, string name) => Problems.NotFound([Unknown(catalog, name)]);

    public static Diagnostic Unknown(Catalog catalog, string name) => new(
        DiagnosticCode.UnknownSavedQuery, $"there is no saved query '{name}'{Why(catalog, name)}", Hint: "/api/v1/saved-queries lists them",
        Candidates: NearestNames.To(name, catalog.SavedQueries.Keys));

    private static string Why(Catalog catalog, string name) =>
        catalog.Diagnostics.FirstOrDefault(d => d.Affects.Contains($"saved query '{name}'")) is { } fallen
            ? $"; it is left out: {fallen.Message}" : UnreadFiles.Why(catalog, name);
}
