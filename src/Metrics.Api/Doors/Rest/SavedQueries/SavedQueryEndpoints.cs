using Metrics.Answering;
using Metrics.Api.Http;
using Metrics.Api.Hosting;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.Rest.SavedQueries;

/// <summary>The saved queries of the catalog.</summary>
internal static class SavedQueryEndpoints
{
    private const char List = 's';

    public static void MapSavedQueries(this RouteGroupBuilder api)
    {
        var saved = api.MapGroup("/saved-queries").WithTags("Saved queries").WithProblems(DiagnosticCode.NotReady);
        saved.MapGet("/", Get)
            .WithSummary("Saved queries by name")
            .Produces<ListAnswer<SavedQueryItem>>();
        saved.MapGet("/{name}", GetOne)
            .WithSummary("One saved query, with the question it asks")
            .Produces<SavedQueryItem>()
            .WithPathProblems(DiagnosticCode.UnknownSavedQuery);
    }

    private static IResult Get(
        HttpContext context, SemanticLayer layer, CatalogFollowing following, string? search, int? limit, string? page)
    {
        if (following.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        return NamedList.Answer(
            layer.Take(context.Caller.Principal).Catalog.SavedQueries.Values, List, q => q.Name, q => [q.Name, q.Label, q.Description],
            SavedQueryItem.Of, search, limit, page);
    }

    private static IResult GetOne(HttpContext context, SemanticLayer layer, CatalogFollowing following, string name)
    {
        if (following.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        var catalog = layer.Take(context.Caller.Principal).Catalog;
        return DeclaredNames.Of(catalog).FindSavedQuery(name) is { } saved
            ? TypedResults.Ok(SavedQueryItem.Of(saved))
            : SavedQueryNames.NotFound(catalog, name);
    }
}
