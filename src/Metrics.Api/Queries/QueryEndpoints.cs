using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Queries;

/// <summary>Asking: by body or by URL, both mean the same.</summary>
internal static class QueryEndpoints
{
    public static void MapQueries(this RouteGroupBuilder api)
    {
        var queries = api.MapGroup("").WithTags("Queries").WithProblems(AnswerProblems.All);
        queries.MapGet("/query", GetAsync)
            .WithSummary("Ask a question in a URL")
            .WithAnswer()
            .WithUrlKeys(UrlKeys.Query);
        queries.MapPost("/query", PostAsync)
            .WithSummary("Ask a question in a body")
            .WithAnswer()
            .WithQueryBody()
            .WithProblems(DiagnosticCode.RequestTooLarge, DiagnosticCode.RequestTooSlow);
    }

    private static Task GetAsync(HttpContext context, AnswerDoor door, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var asked = new Asked(QueryString.Read(Asked.Pairs(context.Request), now));
        return door.AnswerAsync(context, now, _ => asked, default, context.RequestAborted);
    }

    private static async Task PostAsync(HttpContext context, AnswerDoor door, TimeProvider clock)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        var now = clock.GetUtcNow();
        var asked = new Asked(problem is null ? QueryJson.Read(body, now) : Outcome<RequestedQuery>.Refused(problem));
        await door.AnswerAsync(context, now, _ => asked, body, context.RequestAborted);
    }
}
