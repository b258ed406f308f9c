using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Api.Questions;
using Metrics.Api.Requests;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>Asking: by body or by URL, both mean the same.</summary>
internal static class QueryEndpoints
{
    public static void MapQueries(this RouteGroupBuilder api)
    {
        var queries = api.MapGroup("").WithTags("Queries").WithProblems(AnswerProblems.All);
        queries.MapGet("/query", GetAsync)
            .WithSummary("Ask a question in a URL")
            .WithAnswer<AnswerShape>()
            .WithUrlKeys(UrlKeys.Query);
        queries.MapPost("/query", PostAsync)
            .WithSummary("Ask a question in a body")
            .WithAnswer<AnswerShape>()
            .WithQuestion<QueryShape>()
            .WithProblems(DiagnosticCode.RequestTooLarge, DiagnosticCode.RequestTooSlow);
    }

    private static Task GetAsync(HttpContext context, AnswerDoor door, TimeProvider clock)
    {
        var pairs = UrlPairs.Of(context.Request).ToList();
        Asked Read(DateTimeOffset at) => new(QueryString.Read(pairs, at));
        return door.AnswerAsync(context, clock.GetUtcNow(), (_, at) => Read(at), default, context.RequestAborted);
    }

    private static async Task PostAsync(HttpContext context, AnswerDoor door, TimeProvider clock)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        Asked Read(DateTimeOffset at) => new(problem is null ? QueryJson.Read(body, at) : Outcome<RequestedQuery>.Refused(problem));
        await door.AnswerAsync(context, clock.GetUtcNow(), (_, at) => Read(at), body, context.RequestAborted);
    }
}
