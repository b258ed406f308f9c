using Metrics.Answering.Publications;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Resources;

/// <summary>One run of the refresh.</summary>
/// <param name="Id">The id it was asked for under.</param>
/// <param name="Kind">What was asked: run, test, …</param>
/// <param name="Status">queued, running, succeeded, partial, failed or cancelled.</param>
/// <param name="Selection">The part of the graph asked for; null for all of it.</param>
/// <param name="FullRefresh">True when everything selected was to be built, changed or not.</param>
/// <param name="Trigger">command line, schedule or request.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="StartedAt">When it began; null while queued.</param>
/// <param name="FinishedAt">When it ended; null before.</param>
/// <param name="DurationSeconds">How long it took; null before it ended.</param>
/// <param name="Publication">The publication it made; null when no pointer moved.</param>
/// <param name="Error">Why it failed, a line for each table; with details for callers who may see the table's data.</param>
/// <param name="Warnings">Warnings, which did not stop it; with details for callers who may see the data.</param>
/// <param name="ModelsTotal">Tables selected.</param>
/// <param name="ModelsPublished">Tables with a new version published.</param>
/// <param name="ModelsFailed">Tables that failed or were skipped.</param>
/// <param name="RetryOf">The run whose undone part it takes up; null for none.</param>
/// <param name="RetryWhenLost">True when it was asked to be made again when its worker is lost.</param>
internal sealed record RunSummary(
    Guid Id, string Kind, string Status, string? Selection, bool FullRefresh, string Trigger,
    DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double? DurationSeconds,
    long? Publication, string? Error,
    IReadOnlyList<string> Warnings, int ModelsTotal, int ModelsPublished, int ModelsFailed, Guid? RetryOf,
    bool RetryWhenLost)
{
    public static RunSummary Of(RunRecord run, TableSight sight) => new(
        run.Id, run.Kind, run.Status.Word(), run.Selection, run.FullRefresh, run.Trigger,
        run.RequestedAt, run.StartedAt, run.FinishedAt, Seconds(run.StartedAt, run.FinishedAt), run.Publication,
        run.Error.Count == 0 ? null : string.Join('\n', run.Error.Select(sight.Tell)), [.. run.Warnings.Select(sight.Tell)],
        run.ModelsTotal, run.ModelsPublished, run.ModelsFailed, run.RetryOf, run.RetryWhenLost);

    public static double? Seconds(DateTimeOffset? from, DateTimeOffset? to) => (to - from) is { } time
        ? Math.Max(0, Math.Round(time.TotalSeconds, 3)) : null;
}
