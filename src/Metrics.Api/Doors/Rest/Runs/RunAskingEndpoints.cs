using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.OpenApi;
using Metrics.Api.Requests;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;

namespace Metrics.Api.Doors.Rest.Runs;

/// <summary>Requests for runs, and for their cancellation.</summary>
internal static class RunAskingEndpoints
{
    public static void MapRunAsking(this RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/runs").NeedsScope(AccessScopes.Run).WithTags("Runs");
        runs.MapPost("/", AskAsync)
            .WithSummary("Ask for a run, or for what an ended one left undone; an equal one that waits already is joined")
            .WithMetadata(new JsonInput(typeof(RunShape)))
            .Produces<RunAccepted>(StatusCodes.Status202Accepted)
            .Produces<RunAccepted>()
            .WithProblems(
                DiagnosticCode.NotReady, DiagnosticCode.RequestTooLarge, DiagnosticCode.RequestTooSlow,
                DiagnosticCode.UnknownRun, DiagnosticCode.RunNotFinished,
                DiagnosticCode.NothingToRetry);
        runs.MapDelete("/{id}", CancelAsync)
            .WithSummary("Ask for a run's end: a queued one never begins, a running one publishes nothing")
            .Produces<RunSummary>(StatusCodes.Status202Accepted)
            .WithProblems(DiagnosticCode.UnknownPath, DiagnosticCode.NotReady, DiagnosticCode.RunFinished);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, RunQueue queue, RunReader reader, TimeProvider clock, CancellationToken ct)
    {
        // A page of another site can make a browser post a form, but not JSON.
        if (string.IsNullOrEmpty(context.Request.ContentType))
            return Problems.Refuse(
                DiagnosticCode.MalformedRequest, "the Content-Type is missing or not application/json",
                "send Content-Type: application/json; {} asks for everything");
        var (body, problem) = await RequestBody.ReadAsync(context, ct);
        if (problem is not null)
            return Problems.Refuse(problem);
        var read = RunAsked.Read(body);
        if (!read.Succeeded(out var wanted))
            return Problems.Refuse(read.Diagnostics);
        var found = await RetriedRun.FindAsync(wanted, reader, ct);
        if (!found.Succeeded(out var asked))
            return Problems.Refuse(found.Diagnostics);
        var (id, joined) = await queue.AskAsync(asked, AskerOf(context), ct);
        var workers = await reader.WorkersAsync(ct);
        var answer = RunAccepted.Of(id, joined, asked, workers.Count > 0 ? workers[0] : null, clock.GetUtcNow());
        return joined ? TypedResults.Ok(answer) : TypedResults.Accepted(Place(id), answer);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext context, SemanticLayer layer, RunQueue queue, RunReader reader, string id, CancellationToken ct)
    {
        var status = Guid.TryParse(id, out var run) ? await queue.CancelAsync(run, AskerOf(context), ct) : null;
        if (status is not { } before)
            return Problems.Refuse(DiagnosticCode.UnknownPath, $"there is no run '{id}'", "/api/v1/runs lists them");
        if (before.IsFinished())
            return Problems.Refuse(DiagnosticCode.RunFinished, $"run '{id}' has ended: {before.Word()}");
        return TypedResults.Accepted(Place(run), RunSummary.Of((await reader.RunAsync(run, ct))!, layer.Take(context.Caller.Principal)
            .Sight));
    }

    // The key's name and its id, which is not secret.
    private static string AskerOf(HttpContext context)
    {
        var asker = context.Caller.Principal;
        return asker.Id == asker.Name ? "api" : $"api: {asker.Name} ({asker.Id})";
    }

    private static string Place(Guid id) => $"/api/v1/runs/{id}";
}
