using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Rollbacks;

/// <summary>What a rollback did.</summary>
internal sealed record RollbackReport(
    long? Publication, EquatableList<Move> Restored, EquatableList<string> Retired, EquatableList<string> Warnings);

/// <summary>
/// Moves pointers back in a new publication. Data, cursors and the catalog's binding go back with them, and the tables are held.
/// </summary>
internal sealed class RollbackRun(Warehouse warehouse, Project project)
{
    public async Task<Outcome<RollbackReport>> RunAsync(RollbackTarget target, bool discardHistory, TimeSpan wait, CancellationToken ct)
    {
        var lease = new RefreshLease(warehouse, new LeaseTiming { Length = project.Settings.Refresh.Lease });
        var acquisition = await lease.WaitAcquireAsync(Guid.CreateVersion7(warehouse.Clock.GetUtcNow()), wait, ct);
        if (acquisition is not Acquisition.Granted(var grant))
            return Outcome<RollbackReport>.Refused(acquisition.Problem!);
        await using (grant)
        {
            // Another project may have taken the database over during the wait for the lease.
            var other = await ProjectOwner.RefuseAsync(grant.Data, project.Claim with { ByName = true }, ct);
            return other is null ? await RunAsync(target, discardHistory, grant, ct) : Outcome<RollbackReport>.Refused(other);
        }
    }

    private async Task<Outcome<RollbackReport>> RunAsync(RollbackTarget target, bool discardHistory, LeaseGrant grant, CancellationToken ct)
    {
        var versions = new VersionLog(grant.Data, warehouse.Clock);
        var current = await versions.CurrentAsync(ct);
        var planned = await RollbackPlan.MakeAsync(target, current, grant.Data, versions, discardHistory, ct);
        if (!planned.Succeeded(out var plan))
            return Outcome<RollbackReport>.Refused(planned.Diagnostics);
        if (plan.Restored.Count + plan.Retired.Count == 0)
            return Outcome<RollbackReport>.Of(new RollbackReport(null, [], [], ["everything is at that state already"]));
        var due = await FilesDueAgain.FindAsync(plan, current, project, ct);
        if (due.Gone.Count > 0 && !discardHistory)
            return Outcome<RollbackReport>.Refused(due.Gone);
        var warnings = due.Gone.Select(g => DataText.About("given up: files that a table was read from", $"given up: {g.Message}",
            tables: default)).ToList();
        await new RunLog(grant.Data, warehouse.Clock).StartAsync(
            grant.Term,
            new RunStart
            {
                Kind = "rollback", Trigger = "command line", Selection = target.ToString(),
                ModelsTotal = plan.Restored.Count + plan.Retired.Count,
            },
            ct);
        var tables = current.Values.Select(c => c.Built).Where(b => !plan.Retired.Contains(b.Model)).Concat(plan.Restored)
            .GroupBy(b => b.Model, (_, all) => all.Last()).ToList();
        var catalog = await CatalogRelease.RebindAsync(tables, grant.Data, ct);
        var published = await new Publisher(warehouse.Clock).PublishAsync(
            grant,
            new PublishRequest
            {
                Status = RunStatus.Succeeded, Restored = plan.Moves, Retired = plan.Retired, Owed = due.There,
                Catalog = catalog.Changed ? catalog : null,
                Warnings = [.. warnings, .. catalog.Warnings], ModelsPublished = plan.Restored.Count, ModelsFailed = 0,
            },
            ct);
        if (!published.Succeeded(out var publication))
            return Outcome<RollbackReport>.Refused(published.Diagnostics);
        var views = await new PeopleViews(warehouse.Clock).RepointAsync(grant, ct);
        return Outcome<RollbackReport>.Of(new RollbackReport(publication.Number, plan.Moves, plan.Retired,
            [.. warnings.Concat(catalog.Warnings).Select(w => w.Full), .. views.Select(v => v.ToString())]));
    }
}
