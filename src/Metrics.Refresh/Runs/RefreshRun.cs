using System.Collections.Concurrent;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>One refresh: lease, build and test by dependency, publish in one transaction, then views for people and clean-up.</summary>
internal sealed class RefreshRun(Warehouse warehouse, Action<RunEvent> watch)
{
    /// <summary>Runs to the end; refused when the selection names nothing or the database is another project's. Everything
    /// else is in the report.</summary>
    public async Task<Outcome<RunReport>> RunAsync(Project project, RunOptions options, CancellationToken ct)
    {
        var selection = await RunSelection.ResolveAsync(project, warehouse, options.Select, options.Exclude, ct);
        if (!selection.Succeeded(out var selected))
            return Outcome<RunReport>.Refused(selection.Diagnostics);
        var runId = options.RunId ?? Guid.CreateVersion7(warehouse.Clock.GetUtcNow());
        await using var cancel = new CancelWatch(warehouse, runId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, cancel.Asked);
        try
        {
            var acquisition = await AcquireAsync(project, options, runId, stop.Token);
            if (acquisition is not Acquisition.Granted(var grant))
                return Outcome<RunReport>.Of(new RunReport(runId, RunStatus.Failed, null, [], [], acquisition.Problem));
            await using (grant)
            {
                if (await ClaimAsync(project, options, grant, stop.Token) is { } other)
                    return Outcome<RunReport>.Refused(other);
                var report = await RunAsync(project, options, selected, grant, cancel.Asked, stop.Token);
                watch(new RunEvent.Finished(report));
                return Outcome<RunReport>.Of(report);
            }
        }
        catch (OperationCanceledException) when (cancel.Asked.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Cancelled while waiting for the lease: the run never began, and its request records the rest.
            return Outcome<RunReport>.Of(new RunReport(runId, RunStatus.Cancelled, null, [], ["cancelled before it began"], null));
        }
    }

    private static async Task<Diagnostic?> ClaimAsync(Project project, RunOptions options, LeaseGrant grant, CancellationToken ct)
    {
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        return await ProjectOwner.ClaimAsync(connection, project.Claim, options.TakeOver, ct);
    }

    private async Task<Acquisition> AcquireAsync(Project project, RunOptions options, Guid runId, CancellationToken ct)
    {
        var lease = new RefreshLease(warehouse, new LeaseTiming { Length = project.Settings.Refresh.Lease });
        var acquisition = await lease.TryAcquireAsync(runId, ct);
        if (acquisition is not Acquisition.Held(var holder) || (options.Wait <= TimeSpan.Zero && !holder.IsBrief))
            return acquisition;
        watch(new RunEvent.Waiting(holder.ToString()));
        return await lease.WaitAcquireAsync(runId, options.Wait, ct);
    }

    private async Task<RunReport> RunAsync(
        Project project, RunOptions options, IReadOnlySet<string> selected, LeaseGrant grant, CancellationToken asked, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, grant.Lost);
        var log = new RunLog(grant.Data, warehouse.Clock);
        var stored = selected.Count(n => project.Nodes[n].IsStored());
        var ending = new RunEnding(project, warehouse, grant, watch);
        try
        {
            await log.StartAsync(
                grant.Term,
                new RunStart
                {
                    Kind = "run", Trigger = options.Trigger, Selection = options.Selection,
                    FullRefresh = options.FullRefresh, RetryOf = options.RetryOf, RequestedAt = options.RequestedAt, ModelsTotal = stored,
                },
                stop.Token);
            watch(new RunEvent.Started(grant.RunId, grant.Epoch, stored));
            await ending.MakeRoomAsync(stop.Token);
            var (outcomes, published) = await BuildAsync(project, options, selected, grant, log, stop.Token);
            var retired = options.IsWhole ? Retirement.Of(project, published) : [];
            return await ending.PublishAsync(outcomes, published, retired, stop.Token);
        }
        catch (LeaseLostException e)
        {
            return ending.Lost(e.Diagnostic);
        }
        catch (Exception e) when (grant.Lost.IsCancellationRequested
            && (e is OperationCanceledException || WarehouseFailure.In(e) is not null))
        {
            return ending.Lost(grant.LostDiagnostic);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return await ending.CancelledAsync(
                selected, asked.IsCancellationRequested ? "cancelled on request" : "cancelled: its process was asked to stop");
        }
        catch (Exception e)
        {
            // Without this the tables would look as fresh as before, and the run as if it were still at work.
            if (await ending.FailedAsync(selected, e) is { } report)
                return report;
            throw;
        }
    }

    private async Task<(IReadOnlyList<NodeOutcome> Outcomes, IReadOnlyDictionary<string, CurrentVersion> Published)> BuildAsync(
        Project project, RunOptions options, IReadOnlySet<string> selected, LeaseGrant grant, RunLog log, CancellationToken ct)
    {
        var versions = new VersionLog(grant.Data, warehouse.Clock);
        var published = await versions.CurrentAsync(ct);
        // Scheduled runs skip what was rolled back, until a person has decided about it.
        if (options.Trigger == RunOptions.Schedule)
            selected = selected.Where(n => !(published.TryGetValue(n, out var current) && current.Held)).ToHashSet();
        var settled = new ConcurrentDictionary<string, NodeOutcome>();
        var inputs = new RunInputs(project, published, settled);
        var texts = new TableTexts(project);
        var bases = new BuildBases(project, versions, options);
        var refresh = project.Settings.Refresh;
        var sessions = await BuildSessions.StartAsync(grant.Data, refresh.BuildMemory, refresh.Parallelism, ct);
        var build = new NodeBuild(project, grant, sessions, versions, bases, new TableLoader(warehouse.Clock), texts, warehouse.Clock);
        var tests = new NodeTests(
            project, grant, sessions, published, new TestedChanges(versions), await new TestLog(grant.Data).FailedAsync(ct), texts,
            warehouse.Clock);
        var owed = await OwedFileLog.ReadAsync(grant.Data, ct);
        var run = new NodeRun(project, options, grant, published, build, tests, owed, log, texts, warehouse.Clock);
        await using var longWork = new LongWork(watch, warehouse.Clock);
        var outcomes = await NodeSchedule.RunAsync(
            project,
            selected,
            settled,
            async (node, token) =>
            {
                watch(new RunEvent.NodeStarted(node));
                longWork.Begin(node.Name);
                var step = await run.BuildAsync(node, inputs, token);
                longWork.End(node.Name);
                return step;
            },
            async (step, token) =>
            {
                var name = step.Outcome.Node.Name;
                longWork.Begin(name);
                var outcome = await run.TestAsync(step, inputs, token);
                longWork.End(name);
                watch(new RunEvent.NodeFinished(outcome));
                return outcome;
            },
            ct);
        var built = outcomes.Select(o => o.Node.Name).ToHashSet(StringComparer.Ordinal);
        // Each is told once, at the first of its tables that the run has.
        var unread = UnclaimedFiles.Warnings(project.SourceTables)
            .ToLookup(u => u.Tables.Select(t => t.Model).FirstOrDefault(built.Contains) ?? "", u => u.Warning);
        return (
            [.. outcomes.Select(o => unread.Contains(o.Node.Name)
                ? o with { Warnings = [.. o.Warnings, .. unread[o.Node.Name].Select(w => texts.Unread(o.Node, w))] } : o)],
            published);
    }
}

/// <summary>Reports during a run which tables have been at work for long, and since when.</summary>
internal sealed class LongWork : IAsyncDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _working = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<RunEvent> _watch;
    private readonly TimeProvider _clock;
    private readonly Task _telling;

    public LongWork(Action<RunEvent> watch, TimeProvider clock)
    {
        (_watch, _clock) = (watch, clock);
        _telling = TellAsync(_stop.Token);
    }

    public void Begin(string table) => _working[table] = _clock.GetUtcNow();

    public void End(string table) => _working.TryRemove(table, out _);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _telling;
        _stop.Dispose();
    }

    private async Task TellAsync(CancellationToken ct)
    {
        var pause = First;
        while (true)
        {
            await Task.Delay(pause, _clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
                return;
            var now = _clock.GetUtcNow();
            var slow = _working.Where(w => now - w.Value >= First).OrderBy(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal)
                .Select(w => (w.Key, w.Value)).ToEquatableList();
            if (slow.Count > 0)
                _watch(new RunEvent.AtWork(slow, now));
            pause = slow.Count > 0 ? Again : First;
        }
    }
}

/// <summary>The options of a run.</summary>
/// <param name="Select">Words of a selection; empty for everything.</param>
/// <param name="Trigger">Who asked: <c>command line</c>, <c>schedule</c> or <c>request</c>.</param>
/// <param name="Wait">How long to wait while another run holds the lease.</param>
internal sealed record RunOptions(EquatableList<string> Select, string Trigger, TimeSpan Wait)
{
    /// <summary>The trigger of scheduled runs.</summary>
    public const string Schedule = "schedule";

    private const string ExcludeWord = "--exclude";

    /// <summary>Words of a selection of what to leave out.</summary>
    public EquatableList<string> Exclude { get; init; }

    /// <summary>The id under which it was requested; null for a new one.</summary>
    public Guid? RunId { get; init; }

    /// <summary>When it was requested; null for now.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>The run whose unfinished part is selected; null for none.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>Builds what is selected anew, whether or not it changed.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Allows losing what has no second copy: the history of snapshots, and rows whose files are gone.</summary>
    public bool DiscardHistory { get; init; }

    /// <summary>Takes the database over from another project.</summary>
    public bool TakeOver { get; init; }

    /// <summary>True when nothing narrows the selection: only such a run may retire tables.</summary>
    public bool IsWhole => Select.Count == 0 && Exclude.Count == 0;

    /// <summary>The selection as it is recorded; null for everything.</summary>
    public string? Selection => IsWhole ? null : string.Join(' ', Select.Concat(Exclude.Count == 0 ? [] : Exclude.Prepend(ExcludeWord)));

    /// <summary>The words of a recorded selection.</summary>
    public static (EquatableList<string> Select, EquatableList<string> Exclude) Words(string? selection)
    {
        var words = (selection ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (words.TakeWhile(w => w != ExcludeWord).ToEquatableList(), words.SkipWhile(w => w != ExcludeWord).Skip(1).ToEquatableList());
    }
}

/// <summary>Resolves the words of a selection against the current project and what is published.</summary>
internal static class RunSelection
{
    public static async Task<Outcome<IReadOnlySet<string>>> ResolveAsync(
        Project project, Warehouse warehouse, IReadOnlyCollection<string> select, IReadOnlyCollection<string> exclude,
        CancellationToken ct) =>
        Selection.Resolve(select, exclude, project.Nodes, project.Graph, await StatesAsync(project, warehouse, ct));

    public static async Task<NodeStates> StatesAsync(Project project, Warehouse warehouse, CancellationToken ct) => new(
        await OriginLog.DefinitionsAsync(warehouse.Data, ct),
        project.Nodes.Values.Where(n => n.IsStored())
            .ToDictionary(n => n.Name, n => Fingerprint.DefinitionOf(n, project.Nodes, project.Settings.Vars)));
}
