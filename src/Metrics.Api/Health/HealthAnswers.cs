using Metrics.Answering.Catalogs;
using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Health;

/// <summary>The process is up.</summary>
/// <param name="Status">Always <c>live</c>.</param>
internal sealed record LiveAnswer(string Status);

/// <summary>Questions can be answered.</summary>
/// <param name="Status">Always <c>ready</c>; anything else is a problem.</param>
/// <param name="Publication">The latest publication.</param>
/// <param name="Tables">How many tables are published.</param>
/// <param name="Role">The database role this service reads with; null for callers who may not see the catalog.</param>
/// <param name="Note">What an operator should know, such as one role that serves both services; null for callers who may not see the
/// catalog.</param>
/// <param name="Freshness">confirmed, or unconfirmed when something newer may have been published without being seen.</param>
/// <param name="Redis">up, or down while answers are found without it, only slower; null when there is none.</param>
/// <param name="Catalog">What can be asked.</param>
internal sealed record ReadyAnswer(string Status, long Publication, int Tables, string? Role, string? Note, string Freshness,
    string? Redis, CatalogHealth Catalog);

/// <summary>What can be asked, and what was left out.</summary>
/// <param name="Metrics">Metrics that can be asked for.</param>
/// <param name="SavedQueries">Saved queries that can be asked for.</param>
/// <param name="Errors">Errors in the definitions; what has one is left out with what uses it. /api/v1/diagnostics lists them.</param>
/// <param name="Warnings">What their authors should look at.</param>
/// <param name="Problem">Why the catalog could not follow the last change; null when it could.</param>
internal sealed record CatalogHealth(int Metrics, int SavedQueries, int Errors, int Warnings, string? Problem)
{
    /// <param name="catalogs">Follows the current catalog.</param>
    /// <param name="sight">What the caller may read of it; null for a caller that may not see the catalog at all.</param>
    public static CatalogHealth Of(CatalogFeed catalogs, TableSight? sight)
    {
        var catalog = catalogs.Current;
        var errors = catalog.Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
        return new(
            catalog.Metrics.Count, catalog.SavedQueries.Count, errors, catalog.Diagnostics.Count - errors,
            catalogs.Problem is { } problem ? Told(problem, sight) : null);
    }

    private static string Told(Diagnostic problem, TableSight? sight) =>
        sight is null || problem.Cause is not { } cause ? problem.Message : sight.Tell(cause.After($"{problem.Message}: "));
}
