using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Runs;

/// <summary>The refresh's history, newest run first.</summary>
internal static class RunEndpoints
{
    private const char List = 'r';

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
        if (!TryReadPage(page, out var after))
            return Problems.Refuse(PageToken.Malformed());
        var wanted = limit ?? PageLimit.Default;
        var runs = await reader.RunsAsync(wanted + 1, after, ct);
        var sight = layer.Take(context.Caller.Principal).Sight;
        return TypedResults.Ok(ListAnswer<RunSummary>.Cut(runs, wanted, r => RunSummary.Of(r, sight), PageAfter));
    }

    /// <summary>The place that a page begins after; none for the first.</summary>
    public static bool TryReadPage(string? page, out RunPlace? after)
    {
        after = null;
        return page is null || (PageToken.TryRead(page, List, out var place) && RunPlaceText.TryParse(place, out after));
    }

    /// <summary>The token of the page that begins after a run.</summary>
    public static string PageAfter(RunRecord run) => PageToken.Write(List, new RunPlace(run.RequestedAt, run.Id).Text());

    /// <summary>A run with its tables and tests; null when there is none of this id.</summary>
    public static async Task<RunDetails?> FindAsync(RunReader reader, TableSight sight, string id, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var guid) || await reader.RunAsync(guid, ct) is not { } run)
            return null;
        var models = await reader.ModelRunsAsync(guid, ct);
        var tests = await reader.TestsAsync(guid, ct);
        // By the names they are shown under: the order must not give away others.
        var told = tests.Select(t => RunTest.Of(t, sight)).OrderBy(t => t.Model, StringComparer.Ordinal)
            .ThenBy(t => t.Test, StringComparer.Ordinal);
        return new RunDetails(RunSummary.Of(run, sight), [.. models.Select(m => RunModel.Of(m, sight))], [.. told]);
    }

    private static async Task<IResult> GetAsync(HttpContext context, SemanticLayer layer, RunReader reader, string id,
        CancellationToken ct) =>
        await FindAsync(reader, layer.Take(context.Caller.Principal).Sight, id, ct) is { } run
        ? TypedResults.Ok(run)
        : Problems.Refuse(DiagnosticCode.UnknownPath, $"there is no run '{id}'", "/api/v1/runs lists them");
}
