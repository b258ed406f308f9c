using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Runs;

/// <summary>The refresh's history, newest run first.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/", ListAsync)
            .WithSummary("Refresh runs, newest first, queued ones included")
            .Produces<ListAnswer<RunSummary>>()
            .WithProblems(DiagnosticCode.NotReady);
        runs.MapGet("/{id}", GetAsync)
            .WithSummary("One run, with what it did to each table and its data tests")
            .Produces<RunDetails>()
            .WithProblems(DiagnosticCode.UnknownPath, DiagnosticCode.NotReady);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, SemanticLayer layer, RunReader reader, int? limit, string? page, CancellationToken ct)
    {
        if (PageLimit.Refuse(limit) is { } refused)
            return Problems.Refuse(refused);
        if (!RunPages.TryRead(page, out var after))
            return Problems.Refuse(ListToken.Malformed());
        var wanted = limit ?? PageLimit.Default;
        var runs = await reader.RunsAsync(wanted + 1, after, ct);
        var sight = layer.Take(context.Caller.Principal).Sight;
        return TypedResults.Ok(ListAnswer<RunSummary>.Cut(runs, wanted, r => RunSummary.Of(r, sight), RunPages.After));
    }

    private static async Task<IResult> GetAsync(HttpContext context, SemanticLayer layer, RunReader reader, string id,
        CancellationToken ct) =>
        await RunDetails.FindAsync(reader, layer.Take(context.Caller.Principal).Sight, id, ct) is { } run
        ? TypedResults.Ok(run)
        : Problems.Refuse(DiagnosticCode.UnknownPath, $"there is no run '{id}'", "/api/v1/runs lists them");
}
