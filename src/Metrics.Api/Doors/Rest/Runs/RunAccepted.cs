using Metrics.Answering.Publications;

namespace Metrics.Api.Doors.Rest.Runs;

/// <summary>A run that was asked for.</summary>
/// <param name="Id">Its id; /api/v1/runs/{id} tells how it goes.</param>
/// <param name="Status">queued.</param>
/// <param name="Selection">The part of the graph asked for; null for all of it, or for what another run left undone.</param>
/// <param name="FullRefresh">True when everything selected is to be built, changed or not.</param>
/// <param name="RetryOf">The run whose undone part is asked for; null for none.</param>
/// <param name="RetryWhenLost">True when it is made again, twice at most, when its worker is lost.</param>
/// <param name="Joined">True when an equal request waited already; this one is it.</param>
/// <param name="Worker">The worker that would make it.</param>
/// <param name="Warnings">What may keep it from being made soon.</param>
internal sealed record RunAccepted(
    Guid Id, string Status, string? Selection, bool FullRefresh, Guid? RetryOf, bool RetryWhenLost, bool Joined, WorkerState Worker,
    IReadOnlyList<string> Warnings)
{
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(10);

    public static RunAccepted Of(Guid id, bool joined, RunAsked asked, WorkerRecord? worker, DateTimeOffset now)
    {
        var state = new WorkerState(worker is not null && now - worker.SeenAt < Alive, worker?.SeenAt);
        string[] warnings = state.Alive ? []
            : [worker is null ? "no worker has been seen; the run waits for one"
            : $"no worker has been seen since {worker.SeenAt:yyyy-MM-dd HH:mm:ss}Z; the run waits for one"];
        return new RunAccepted(
            id, "queued", asked.Selection, asked.FullRefresh, asked.RetryOf, asked.RetryWhenLost, joined, state, warnings);
    }
}

/// <summary>Whether a worker is there to make runs.</summary>
/// <param name="Alive">True when one said so within the last 10 seconds.</param>
/// <param name="SeenAt">When one last did; null for never.</param>
internal sealed record WorkerState(bool Alive, DateTimeOffset? SeenAt);
