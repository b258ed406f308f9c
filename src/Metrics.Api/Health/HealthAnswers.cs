using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Health;

/// <summary>The process is up.</summary>
/// <param name="Status">Always <c>live</c>.</param>
internal sealed record LiveAnswer(string Status);

/// <summary>Questions can be answered.</summary>
/// <param name="Status">Always <c>ready</c>; anything else is a problem.</param>
/// <param name="Publication">The latest publication.</param>
/// <param name="Tables">How many tables are published.</param>
/// <param name="Role">The database role this service reads with.</param>
/// <param name="Note">What an operator should know, such as one role that serves both services.</param>
/// <param name="Freshness">confirmed, or unconfirmed when something newer may have been published without being seen.</param>
/// <param name="Redis">up, or down while answers are found without it, only slower; null when there is none.</param>
/// <param name="Catalog">What can be asked.</param>
internal sealed record ReadyAnswer(string Status, long Publication, int Tables, string Role, string? Note, string Freshness, string? Redis, CatalogHealth Catalog);

/// <summary>What can be asked, and what was left out.</summary>
/// <param name="Metrics">Metrics that can be asked for.</param>
/// <param name="SavedQueries">Saved queries that can be asked for.</param>
/// <param name="Diagnostics">Problems found in the definitions; what has an error is left out with what uses it.</param>
/// <param name="First">The first of them.</param>
/// <param name="Problem">Why the catalog could not follow the last change; null when it could.</param>
internal sealed record CatalogHealth(int Metrics, int SavedQueries, int Diagnostics, string? First, string? Problem)
{
    public static CatalogHealth Of(CatalogFeed catalogs)
    {
        var catalog = catalogs.Current;
        return new(catalog.Metrics.Count, catalog.SavedQueries.Count, catalog.Diagnostics.Count, catalog.Diagnostics.Count > 0 ? catalog.Diagnostics[0].ToString() : null, catalogs.Problem?.Message);
    }
}
