using Metrics.Api.Doors.Rest.Queries;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Answering.Asking;
using Metrics.Api.Requests;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Doors.Rest.SavedQueries;

/// <summary>The stable URL of a saved query's answer, for BI tools; and how it would be answered.</summary>
internal static class ResultEndpoint
{
    public static void MapResults(this RouteGroupBuilder api)
    {
        var saved = api.MapGroup("/saved-queries/{name}").WithTags("Saved queries").WithPathProblems(DiagnosticCode.UnknownSavedQuery);
        saved.MapGet("/result", GetAsync)
            .WithSummary("The answer of a saved query, narrowed by further conditions where they are given")
            .WithAnswer<AnswerShape>()
            .WithUrlKeys(UrlKeys.Result)
            .WithProblems(AnswerProblems.All);
        saved.MapGet("/explain", ExplainAsync)
            .WithSummary("How a saved query would be answered: resolved query, plan, SQL, tables and versions; nothing is run")
            .Produces<ExplainAnswer>()
            .WithUrlKeys(UrlKeys.Result)
            .WithProblems(AnswerProblems.Refusals);
    }

    private static Task GetAsync(HttpContext context, string name, AnswerDoor door)
    {
        var pairs = UrlPairs.Of(context.Request).ToList();
        return door.AnswerAsync(context, (catalog, at) => Read(pairs, name, catalog, at), default, context.RequestAborted);
    }

    private static Task<IResult> ExplainAsync(HttpContext context, string name, Explaining explaining)
    {
        var pairs = UrlPairs.Of(context.Request).ToList();
        return explaining.ExplainAsync(context.Caller, (catalog, at) => Read(pairs, name, catalog, at), context.RequestAborted);
    }

    private static Asked Read(List<KeyValuePair<string, string>> pairs, string name, Catalog catalog, DateTimeOffset now) =>
        DeclaredNames.Of(catalog).FindSavedQuery(name) is { } saved
        ? new Asked(QueryString.ReadResult(pairs, saved, now), saved.AuthorFilters)
        : new Asked(Outcome<RequestedQuery>.Refused(SavedQueryNames.Unknown(catalog, name)));
}
