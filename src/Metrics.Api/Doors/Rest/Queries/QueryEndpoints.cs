using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Answering.Asking;
using Metrics.Api.Requests;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>Questions in a body or in a URL; both mean the same.</summary>
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

    private static Task GetAsync(HttpContext context, AnswerDoor door)
    {
        var pairs = UrlPairs.Of(context.Request).ToList();
        return door.AnswerAsync(context, (_, at) => new Asked(QueryString.Read(pairs, at)), default, context.RequestAborted);
    }

    private static async Task PostAsync(HttpContext context, AnswerDoor door)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        await door.AnswerAsync(
            context,
            (_, at) => new Asked(problem is null ? QueryJson.Read(body, at) : Outcome<RequestedQuery>.Refused(problem)),
            body,
            context.RequestAborted);
    }
}
