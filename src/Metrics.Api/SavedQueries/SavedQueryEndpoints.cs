using System.Text.Json.Nodes;
using Metrics.Answering;
using Metrics.Api.Http;
using Metrics.Api.Queries;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Api.SavedQueries;

/// <summary>Questions with a name.</summary>
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

    private static IResult Get(HttpContext context, SemanticLayer layer, AnswerDoor door, string? search, int? limit, string? page)
    {
        if (door.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        return NamedList.Answer(layer.Take(context.Caller.Principal).Catalog.SavedQueries.Values, List, q => q.Name, q => [q.Name, q.Label, q.Description], SavedQueryItem.Of, search, limit, page);
    }

    private static IResult GetOne(HttpContext context, SemanticLayer layer, AnswerDoor door, string name)
    {
        if (door.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        var catalog = layer.Take(context.Caller.Principal).Catalog;
        return catalog.SavedQueries.TryGetValue(name, out var saved) ? TypedResults.Ok(SavedQueryItem.Of(saved)) : SavedQueryNames.NotFound(catalog, name);
    }
}

/// <summary>A question with a name and a stable URL.</summary>
/// <param name="Name">The name.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Pack">The pack it is in.</param>
/// <param name="Query">The question, as the body of /query.</param>
/// <param name="TimeRange">Its span of metric_time, as written; null for all time.</param>
/// <param name="Where">Conditions of its author besides, names in braces.</param>
/// <param name="Parameters">What its conditions leave open for whoever asks.</param>
/// <param name="Result">Where its answer is.</param>
internal sealed record SavedQueryItem(
    string Name, string? Label, string? Description, string Pack, JsonNode Query, string? TimeRange, IReadOnlyList<string> Where,
    IReadOnlyList<SavedParameterItem> Parameters, string Result)
{
    public static SavedQueryItem Of(SavedQuery saved) => new(
        saved.Name, saved.Label, saved.Description, saved.Pack, JsonNode.Parse(QueryJson.Write(saved.Query))!,
        saved.TimeRange?.ToString(),
        [.. saved.AuthorFilters.Select(f => f.ToString())], [.. saved.Parameters.Select(SavedParameterItem.Of)], $"/api/v1/saved-queries/{saved.Name}/result");
}
