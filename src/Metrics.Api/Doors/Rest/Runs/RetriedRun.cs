using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;

namespace Metrics.Api.Doors.Rest.Runs;

/// <summary>Finds the run to retry, and refuses one that cannot be retried.</summary>
internal static class RetriedRun
{
    private const string Run = "run";
    private const int LookedAt = 100;

    /// <summary>The request with the id of the run to retry; unchanged when it asks for no retry.</summary>
    public static async Task<Outcome<RunAsked>> FindAsync(RunAsked asked, RunReader reader, CancellationToken ct)
    {
        if (asked is { RetryOf: null, RetriesLast: false })
            return Outcome<RunAsked>.Of(asked);
        var run = asked.RetryOf is { } id ? await reader.RunAsync(id, ct) : await LastAsync(reader, ct);
        return run switch
        {
            null => Refused(
                DiagnosticCode.UnknownRun, asked.RetryOf is { } unknown ? $"there is no run '{unknown}'" : "no run has ended yet",
                "/api/v1/runs lists them"),
            { Kind: not Run } => Refused(DiagnosticCode.UnknownRun, $"{run.Id} is a {run.Kind}", "only a run can be retried"),
            _ when !run.Status.IsFinished() => Refused(
                DiagnosticCode.RunNotFinished, $"run '{run.Id}' is {run.Status.Word()}", "wait until it has ended, or cancel it"),
            { Status: RunStatus.Succeeded } => Refused(
                DiagnosticCode.NothingToRetry, $"run '{run.Id}' completed everything",
                "ask for a run with select, or with {} for everything"),
            _ => Outcome<RunAsked>.Of(asked with { RetryOf = run.Id, RetriesLast = false }),
        };
    }

    private static async Task<RunRecord?> LastAsync(RunReader reader, CancellationToken ct) =>
        (await reader.RunsAsync(LookedAt, after: null, ct))
            .FirstOrDefault(r => r.Kind == Run && r.Status.IsFinished() && r.StartedAt is not null);

    private static Outcome<RunAsked> Refused(DiagnosticCode code, string message, string hint) =>
        Outcome<RunAsked>.Refused(new Diagnostic(code, message, Hint: hint));
}
