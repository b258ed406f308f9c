using Metrics.Api.Doors.Rest.Queries;
using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Answering.Asking;
using Metrics.Api.Requests;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.Rest.Composing;

/// <summary>What may still be added to a question that is being put together.</summary>
internal static class ComposableEndpoints
{
    public static void MapComposables(this RouteGroupBuilder api) => api.MapPost("/composables", PostAsync)
        .NeedsScope(AccessScopes.Catalog)
        .WithTags("Catalog")
        .WithSummary("Which metrics and dimensions may still be added to this half-built question, so that it can be answered")
        .Produces<ComposablesAnswer>()
        .WithQuestion<QueryShape>()
        .WithProblems(AnswerProblems.Refusals)
        .WithProblems(DiagnosticCode.EngineTimeout, DiagnosticCode.TooManyRequests, DiagnosticCode.QuickLaneFull)
        .WithProblems(DiagnosticCode.RequestTooLarge, DiagnosticCode.RequestTooSlow);

    private static async Task<IResult> PostAsync(HttpContext context, Ask ask)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, context.RequestAborted);
        if (problem is not null)
            return Problems.Refuse(problem);
        using var session = ask.Begin(context.Caller.Asker, context.RequestAborted);
        if (session.NotYet is { } waiting)
            return Problems.Refuse(waiting);
        var read = QueryJson.Read(body, session.Now, mayAskNothing: true);
        if (!read.Succeeded(out var requested))
            return Problems.Refuse(read.Diagnostics);
        var found = await session.ComposablesAsync(requested.Query, context.RequestAborted);
        return found.Succeeded(out var composables)
            ? TypedResults.Ok(new ComposablesAnswer([.. composables.Metrics], [.. composables.Dimensions.Select(DimensionItem.Of)]))
            : Problems.Refuse(found.Diagnostics);
    }
}

/// <summary>What may still be added, each by itself.</summary>
/// <param name="Metrics">Names of metrics.</param>
/// <param name="Dimensions">Dimensions, entities and times.</param>
internal sealed record ComposablesAnswer(IReadOnlyList<string> Metrics, IReadOnlyList<DimensionItem> Dimensions);
