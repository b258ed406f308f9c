using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Api.Questions;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>How a question would be answered; nothing is run.</summary>
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

    private static Task<IResult> GetAsync(HttpContext context, Explaining explaining, TimeProvider clock)
    {
        var asked = new Asked(QueryString.Read(UrlPairs.Of(context.Request), clock.GetUtcNow()));
        return explaining.ExplainAsync(context.Caller, _ => asked, context.RequestAborted);
    }

    private static async Task<IResult> PostAsync(HttpContext context, Explaining explaining, TimeProvider clock)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        var asked = new Asked(problem is null ? QueryJson.Read(body, clock.GetUtcNow()) : Outcome<RequestedQuery>.Refused(problem));
        return await explaining.ExplainAsync(context.Caller, _ => asked, context.RequestAborted);
    }
}
