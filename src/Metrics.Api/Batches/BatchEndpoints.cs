using Metrics.Api.Queries;
using Metrics.Domain.Diagnostics;
using Metrics.Api.Http;

namespace Metrics.Api.Batches;

/// <summary>Several questions in one request.</summary>
internal static class BatchEndpoints
{
    public static void MapBatches(this RouteGroupBuilder api) => api.MapPost("/query/batch", PostAsync)
        .WithTags("Queries")
        .WithSummary("Ask several questions at once, all of one publication; each has its own status")
        .Produces<BatchAnswerShape>()
        .WithQueryBody(typeof(BatchShape))
        .WithProblems(
            DiagnosticCode.MalformedRequest, DiagnosticCode.NotReady, DiagnosticCode.RequestTooLarge, DiagnosticCode.RequestTooSlow);

    private static async Task PostAsync(HttpContext context, BatchDoor door)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        if (problem is not null)
            await Problems.Refuse(problem).ExecuteAsync(context);
        else
            await door.AnswerAsync(context, body, context.RequestAborted);
    }
}
