using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Batch;

/// <summary>Several questions in one request.</summary>
internal static class BatchEndpoints
{
    public static IServiceCollection AddBatches(this IServiceCollection services) => services
        .AddSingleton<BatchDoor>()
        .AddJson(BatchJson.Default);

    public static void MapBatches(this WebApplication app) => app.MapGroup("/api/v1")
        .NeedsScope(AccessScopes.Query)
        .WithProblems(DiagnosticCode.WarehouseUnavailable)
        .MapPost("/query/batch", PostAsync)
        .WithTags("Queries")
        .WithSummary("Ask several questions at once, all of one publication; each has its own status")
        .Produces<BatchAnswerShape>()
        .WithQuestion<BatchShape>()
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
