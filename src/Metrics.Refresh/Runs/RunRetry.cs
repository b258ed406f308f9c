using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>What a run did not complete: tables that failed, were skipped, or were never reached.</summary>
/// <param name="Run">The run.</param>
/// <param name="Tables">Their names, in the order of the graph; empty when all were completed.</param>
/// <param name="FullRefresh">Whether the run was a full refresh.</param>
internal sealed record RunRetry(Guid Run, EquatableList<string> Tables, bool FullRefresh)
{
    public static async Task<Outcome<RunRetry>> FindAsync(Project project, Warehouse warehouse, Guid? id, CancellationToken ct)
    {
        var reader = new RunReader(warehouse.Data);
        var run = id is { } given
            ? await reader.RunAsync(given, ct)
            : (await reader.RunsAsync(100, after: null, ct))
                .FirstOrDefault(r => r.Kind == "run" && r.Status.IsFinished() && r.StartedAt is not null);
        // For a retry that never began, the run that it was to retry is retried.
        while (run is { Selection: null, RetryOf: { } original })
            (id, run) = (original, await reader.RunAsync(original, ct));
        if (run is null)
            return Outcome<RunRetry>.Refused(
                new Diagnostic(DiagnosticCode.UnknownName, id is null ? "no run has ended yet" : $"there is no run {id}"));
        if (run.Kind != "run")
            return Outcome<RunRetry>.Refused(
                new Diagnostic(DiagnosticCode.WrongValue, $"{run.Id} is a {run.Kind}; only a run can be retried"));
        if (!run.Status.IsFinished())
            return Outcome<RunRetry>.Refused(
                new Diagnostic(DiagnosticCode.WrongValue, $"run {run.Id} is {run.Status.Word()}",
                Hint: "wait until it has ended, or cancel it"));
        var (select, exclude) = RunOptions.Words(run.Selection);
        var selection = await RunSelection.ResolveAsync(project, warehouse, select, exclude, ct);
        if (!selection.Succeeded(out var selected))
            return Outcome<RunRetry>.Refused(selection.Diagnostics);
        var models = await reader.ModelRunsAsync(run.Id, ct);
        var done = models.Where(m => IsDone(run, m)).Select(m => m.Model).ToHashSet();
        var tables = project.Graph.Order().Where(n => selected.Contains(n) && project.Nodes[n].IsStored() && !done.Contains(n))
            .ToEquatableList();
        return Outcome<RunRetry>.Of(new RunRetry(run.Id, tables, run.FullRefresh)
        {
            Why = done.Count < models.Count ? "what it did not complete is no longer in the project"
                : run.Status is RunStatus.Partial or RunStatus.Failed
                    ? "it completed every table; definitions that were left out or held back are read again once they are fixed"
                : "it completed everything",
        });
    }

    /// <summary>The message when nothing is left to do.</summary>
    public string Nothing => $"run {Run} has nothing to retry: {Why}";

    // Why no table is left to do.
    private string Why { get; init; } = "";

    /// <summary>The options of the run that retries it.</summary>
    public RunOptions Options(string trigger, TimeSpan wait) => new(Tables, trigger, wait) { FullRefresh = FullRefresh, RetryOf = Run };

    // A built table is done only if its run published; what an unpublished run built is gone.
    private static bool IsDone(RunRecord run, ModelRunRecord model) => model.Status switch
    {
        "unchanged" => true,
        "published" => run.Status is RunStatus.Succeeded or RunStatus.Partial,
        _ => false,
    };
}
