using System.Collections.Concurrent;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>One refresh: lease, build and test by dependency, publish in one transaction, then views for people and clean-up.</summary>
internal sealed class RefreshRun(Warehouse warehouse, Action<RunEvent> watch)
{
    /// <summary>Runs to the end; refused only when the selection names nothing. Everything else is in the report.</summary>
    public async Task<Outcome<RunReport>> RunAsync(Project project, RunOptions options, CancellationToken ct)
    {
        var selection = Selection.Resolve(options.Select, project.Nodes, project.Graph);
        if (!selection.Succeeded(out var selected))
            return Outcome<RunReport>.Refused(selection.Diagnostics);
        var runId = Guid.CreateVersion7(warehouse.Clock.GetUtcNow());
        var acquisition = await AcquireAsync(project, options, runId, ct);
        if (acquisition is not Acquisition.Granted(var grant))
            return Outcome<RunReport>.Of(new RunReport(runId, RunStatus.Failed, null, [], [], acquisition.Problem));
        await using (grant)
        {
            var report = await RunAsync(project, options, selected, grant, ct);
            watch(new RunEvent.Finished(report));
            return Outcome<RunReport>.Of(report);
        }
    }

    private async Task<Acquisition> AcquireAsync(Project project, RunOptions options, Guid runId, CancellationToken ct)
    {
        var lease = new RefreshLease(warehouse, new LeaseTiming { Length = project.Settings.Refresh.Lease });
        var acquisition = await lease.TryAcquireAsync(runId, ct);
        if (acquisition is not Acquisition.Held(var holder) || options.Wait <= TimeSpan.Zero)
            return acquisition;
        watch(new RunEvent.Waiting(holder.ToString()));
        return await lease.WaitAcquireAsync(runId, options.Wait, ct);
    }

    private async Task<RunReport> RunAsync(Project project, RunOptions options, IReadOnlySet<string> selected, LeaseGrant grant, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, grant.Lost);
        var log = new RunLog(grant.Data, warehouse.Clock);
        var stored = selected.Count(n => project.Nodes[n].IsStored());
        var ending = new RunEnding(project, grant, warehouse.Clock);
        try
        {
            await log.StartAsync(
                grant,
                new RunStart { Kind = "run", Trigger = options.Trigger, Selection = options.Select.Count == 0 ? null : string.Join(' ', options.Select), FullRefresh = options.FullRefresh, ModelsTotal = stored },
                stop.Token);
            watch(new RunEvent.Started(grant.RunId, grant.Epoch, stored));
            var (outcomes, published) = await BuildAsync(project, options, selected, grant, log, stop.Token);
            var retired = options.Select.Count == 0 ? published.Keys.Where(m => !project.Nodes.ContainsKey(m)).ToEquatableList() : [];
            return await ending.PublishAsync(Withholding.Apply(outcomes, project), published, retired, stop.Token);
        }
        catch (LeaseLostException e)
        {
            return ending.Lost(e.Diagnostic);
        }
        catch (Exception e) when (grant.Lost.IsCancellationRequested && (e is OperationCanceledException || WarehouseFailure.In(e) is not null))
        {
            return ending.Lost(grant.LostDiagnostic);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return await ending.CancelledAsync(selected);
        }
    }

    private async Task<(IReadOnlyList<NodeOutcome> Outcomes, IReadOnlyDictionary<string, CurrentVersion> Published)> BuildAsync(
        Project project, RunOptions options, IReadOnlySet<string> selected, LeaseGrant grant, RunLog log, CancellationToken ct)
    {
        var versions = new VersionLog(grant.Data, warehouse.Clock);
        var published = await versions.CurrentAsync(ct);
        // What was rolled back waits for somebody to look at it.
        if (options.Trigger == RunOptions.Schedule)
            selected = selected.Where(n => !(published.TryGetValue(n, out var current) && current.Held)).ToHashSet();
        var settled = new ConcurrentDictionary<string, NodeOutcome>();
        var inputs = new RunInputs(project, published, settled);
        var bases = new BuildBases(project, versions, options);
        var build = new NodeBuild(project, grant, versions, bases, new TableLoader(warehouse.Clock), warehouse.Clock);
        var run = new NodeRun(project, options, grant, published, build, new TestedChanges(versions), log, warehouse.Clock);
        var outcomes = await NodeSchedule.RunAsync(
            project,
            selected,
            settled,
            async (node, token) =>
            {
                watch(new RunEvent.NodeStarted(node));
                var outcome = await run.RunAsync(node, inputs, token);
                watch(new RunEvent.NodeFinished(outcome));
                return outcome;
            },
            ct);
        return (outcomes, published);
    }
}
