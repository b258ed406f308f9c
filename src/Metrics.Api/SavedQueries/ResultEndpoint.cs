using Metrics.Api.Http;
using Metrics.Api.Queries;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.SavedQueries;

/// <summary>The stable URL that a BI tool pulls: a saved query's answer.</summary>
internal static class ResultEndpoint
{
    public static void MapResults(this RouteGroupBuilder api) => api.MapGet("/saved-queries/{name}/result", GetAsync)
        .WithTags("Saved queries")
        .WithSummary("The answer of a saved query, with conditions of one's own perhaps")
        .WithAnswer()
        .WithUrlKeys(UrlKeys.Result)
        .WithProblems(AnswerProblems.All)
        .WithPathProblems(DiagnosticCode.UnknownSavedQuery);

    private static async Task GetAsync(HttpContext context, string name, AnswerDoor door, CatalogFeed catalogs, TimeProvider clock)
    {
        var catalog = catalogs.Current;
        if (!catalog.SavedQueries.TryGetValue(name, out var saved))
        {
            await (door.NotYet() is { } waiting ? Problems.Refuse(waiting) : SavedQueryNames.NotFound(catalog, name)).ExecuteAsync(context);
            return;
        }

        var read = QueryString.ReadResult(Asked.Pairs(context.Request), saved.Query, Words(saved.TimeRange), clock.GetUtcNow());
        await door.AnswerAsync(context, new Asked(read, saved.AuthorFilters), context.RequestAborted);
    }

    // Ends are taken in the zone that the caller asks for, like words.
    private static string? Words(SavedTimeRange? range) => range is null ? null : range.Words ?? $"{range.Start}/{range.End}";
}
