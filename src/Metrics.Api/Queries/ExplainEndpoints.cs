using Metrics.Api.Answers;
using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic;
using Metrics.Semantic.Requests;
using QueryString = Metrics.Semantic.Requests.QueryString;

namespace Metrics.Api.Queries;

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
            .WithQueryBody()
            .WithProblems(DiagnosticCode.RequestTooLarge);
    }

    private static Task<IResult> GetAsync(HttpContext context, AnswerDoor door, SemanticLayer layer, AnswerSettings settings, TimeProvider clock) =>
        ExplainAsync(door, layer, settings, QueryString.Read(Asked.Pairs(context.Request), clock.GetUtcNow()), context.RequestAborted);

    private static async Task<IResult> PostAsync(HttpContext context, AnswerDoor door, SemanticLayer layer, AnswerSettings settings, TimeProvider clock)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        var read = problem is null ? QueryJson.Read(body, clock.GetUtcNow()) : Outcome<RequestedQuery>.Refused(problem);
        return await ExplainAsync(door, layer, settings, read, context.RequestAborted);
    }

    private static async Task<IResult> ExplainAsync(
        AnswerDoor door, SemanticLayer layer, AnswerSettings settings, Outcome<RequestedQuery> read, CancellationToken ct)
    {
        var accepted = await door.AcceptAsync(read, accept: null, ct);
        if (!accepted.Succeeded(out var question))
            return Problems.Refuse(accepted.Diagnostics);
        var explained = await layer.ExplainAsync(question.Query, default, settings.Limits, ct);
        return explained.Succeeded(out var explanation) ? TypedResults.Ok(ExplainAnswer.Of(explanation)) : Problems.Refuse(explained.Diagnostics);
    }
}
