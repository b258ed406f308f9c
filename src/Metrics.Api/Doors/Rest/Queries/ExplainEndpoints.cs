using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Answering.Asking;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>How a question would be answered; nothing is executed.</summary>
internal static class ExplainEndpoints
{
    public static void MapExplain(this RouteGroupBuilder api)
    {
        var explain = api.MapGroup("/explain").WithTags("Queries").WithProblems(AnswerProblems.Refusals);
        explain.MapGet("", GetAsync)
            .WithSummary("How a question in a URL would be answered: resolved query, plan, SQL, tables and versions; nothing is run")
            .Produces<ExplainAnswer>()
            .WithUrlKeys(UrlKeys.Query);
        explain.MapPost("", PostAsync)
            .WithSummary("How a question in a body would be answered: resolved query, plan, SQL, tables and versions; nothing is run")
            .Produces<ExplainAnswer>()
            .WithQuestion<QueryShape>()
            .WithProblems(DiagnosticCode.RequestTooLarge, DiagnosticCode.RequestTooSlow);
    }

    private static Task<IResult> GetAsync(HttpContext context, Explaining explaining)
    {
        var pairs = UrlPairs.Of(context.Request).ToList();
        return explaining.ExplainAsync(context.Caller, (_, at) => new Asked(QueryString.Read(pairs, at)), context.RequestAborted);
    }

    private static async Task<IResult> PostAsync(HttpContext context, Explaining explaining)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        return await explaining.ExplainAsync(
            context.Caller,
            (_, at) => new Asked(problem is null ? QueryJson.Read(body, at) : Outcome<RequestedQuery>.Refused(problem)),
            context.RequestAborted);
    }
}
