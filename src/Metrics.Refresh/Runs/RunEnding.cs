using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;
using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>The last steps of a run: the publishing transaction, then the views for people, then the clean-up.</summary>
internal sealed class RunEnding(Project project, Warehouse warehouse, LeaseGrant grant, Action<RunEvent> watch)
{
    private const int PublishAttempts = 6;
    private static readonly TimeSpan PublishPause = TimeSpan.FromSeconds(1);

    // API processes on the same machine are taking the publication in, and their callers feel anything else that needs a core then.
    private static readonly TimeSpan TakeInPause = TimeSpan.FromMilliseconds(500);
    private readonly TimeProvider _clock = warehouse.Clock;

    public async Task<RunReport> PublishAsync(
        IReadOnlyList<NodeOutcome> built, IReadOnlyDictionary<string, CurrentVersion> current, EquatableList<string> retiredModels,
        CancellationToken ct)
    {
        var (outcomes, catalog, golden) = await AskGoldenAsync(built, current, retiredModels, ct);
        var moves = outcomes.Where(o => o.IsNew).ToList();
        var failed = outcomes.Count(o => o.Status.LeavesOldVersion());
        var broken = BrokenFiles(catalog);
        // Tables are retired only by a run of the whole project without failures.
        var retired = failed == 0 ? retiredModels : [];
        // A blocking golden test, such as one of another pack that cannot be asked, counts only if the run has one of its tables, or if it
        // has none.
        var ofThisRun = outcomes.Select(o => o.Node.Name).ToHashSet(StringComparer.Ordinal);
        var isWrong = failed > 0 || catalog.HeldFiles.Count > 0 || golden.Any(
            g => g.Blocks && (g.Tables.Count == 0 || g.Tables.Any(ofThisRun.Contains)));
        var publishes = moves.Count + retired.Count > 0 || catalog.ChangesDefinitions;
        var status = isWrong && !publishes ? RunStatus.Failed
            : isWrong || broken.Count > 0 ? RunStatus.Partial : RunStatus.Succeeded;
        var warnings = outcomes.SelectMany(o => o.Warnings)
            .Concat(golden.Where(g => g.Problem is not null).SelectMany(Told))
            .Concat(catalog.Warnings).ToEquatableList();
        await new GoldenRecord(project, grant, _clock).WriteAsync(built, outcomes, golden, ct);
        var request = new PublishRequest
        {
            Status = status,
            Moves = moves.Select(o => new Move(o.Node.Name, o.Version!.Version)).ToEquatableList(),
            Attempts = outcomes.Where(o => !o.IsNew).Select(o => new TableAttempt(o.Node.Name, o.Status, o.Said)).ToEquatableList(),
            Retired = retired,
            Catalog = catalog.Changed ? catalog : null,
            Error =
            [
                .. Errors(outcomes),
                // If golden tests failed no table of the run, they block definitions and are listed themselves.
                .. failed == 0 ? golden.Where(g => g.Blocks).Select(new TableTexts(project).Of) : [],
                .. broken.Select(f => Left(f, catalog)),
            ],
            ModelsPublished = moves.Count,
            ModelsFailed = failed,
        };
        var (isTaken, cold) = await OfferAsync(request, ct);
        warnings = [.. warnings, .. cold];
        var published = await PublishAsync(request with { Warnings = warnings }, ct);
        if (!published.Succeeded(out var publication))
            return Lost(published.Diagnostics[0]);
        var later = await AfterwardsAsync(catalog.Catalog.Source, isTaken ? TakeInPause : TimeSpan.Zero, ct);
        return new RunReport(grant.RunId, status, publication.Number, outcomes.ToEquatableList(), warnings.Select(w => w.Full).Concat(later)
            .ToEquatableList(), null)
        {
            Retired = Retirement.Names(retired, current), BrokenFiles = broken,
            KeptFiles = catalog.KeptFiles, ClosingFiles = catalog.ClosingFiles, HeldFiles = catalog.HeldFiles,
        };
    }

    private IEnumerable<DataText> Told(GoldenOutcome golden)
    {
        var texts = new TableTexts(project);
        yield return texts.Of(golden);
        if (texts.HeldBy(golden) is { } held)
            yield return held;
    }

    // Files with what validate calls an error. A missing table of the project itself is not one: the run that builds it reports it.
    private EquatableList<string> BrokenFiles(CatalogRelease catalog) => project.WholeCatalog.External is not null ? catalog.BrokenFiles
        : catalog.BrokenFiles.Concat(project.Draft(project.Catalog).UnknownTables(project.Nodes.Keys.ToHashSet(StringComparer.Ordinal))
            .Select(d => d.Location!.Value.File)).Distinct().Order(StringComparer.Ordinal).ToEquatableList();

    private DataText Left(string file, CatalogRelease catalog)
    {
        var what = project.WholeCatalog.Elsewhere.Any(f => f.Path == file)
            ? "policies in a file that nothing reads close what they may apply to"
            : catalog.ClosingFiles.Contains(file) ? "definitions are closed since newer policies have errors"
            : catalog.KeptFiles.Contains(file) ? "definitions with errors stay as they were published"
            : "definitions with errors are left out";
        return DataText.About($"catalog: {what}", $"catalog: {file}: {what}; the run's warnings say which", tables: default);
    }

    private async Task<GateResult> AskGoldenAsync(
        IReadOnlyList<NodeOutcome> built, IReadOnlyDictionary<string, CurrentVersion> current, EquatableList<string> retired,
        CancellationToken ct)
    {
        var gate = new GoldenGate(project, current, grant.Data);
        if (project.Golden.Count == 0)
            return await gate.SettleAsync(built, retired, golden: null, ct);
        await using var engine = warehouse.OpenEngine(project.Settings.Refresh.LongestStatement);
        return await gate.SettleAsync(built, retired, new GoldenRun(project, engine, _clock), ct);
    }

    // A failure here only makes the first answers slow, so it does not fail the run.
    private async Task<(bool IsTaken, IReadOnlyList<DataText> Warnings)> OfferAsync(PublishRequest request, CancellationToken ct)
    {
        try
        {
            var warmed = await new CandidateOffer(grant, _clock).WaitAsync(request, project.Settings.Publish.Warm, ct);
            if (warmed is not null)
                watch(new RunEvent.Offered(warmed));
            return (warmed is not null, []);
        }
        catch (NpgsqlException e) when (!ct.IsCancellationRequested)
        {
            const string Cold = "published without warming the caches of API processes";
            return (false, [DataText.Sealed(Cold, $"{Cold}: {e.Message}")]);
        }
    }

    // Locks on ops are waited for between transactions: a wait inside one would keep the lease from being renewed.
    private async Task<Outcome<Publication>> PublishAsync(PublishRequest request, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await new Publisher(_clock).PublishAsync(grant, request, ct);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (attempt == PublishAttempts)
                    return Outcome<Publication>.Refused(
                        new Diagnostic(
                            DiagnosticCode.PublicationBlocked, $"something keeps the tables of ops locked: {e.MessageText}",
                            Hint: "the published tables are unchanged; run again"));
                await Task.Delay(PublishPause, _clock, ct);
            }
        }
    }

    public RunReport Lost(Diagnostic diagnostic) => new(grant.RunId, RunStatus.Failed, null, [], [], diagnostic);

    /// <summary>
    /// Drops versions that no reader can be using any more. This happens before anything is built, when there is time, and not right after
    /// a publication, when all callers ask again. What cannot be dropped now is dropped by the next run.
    /// </summary>
    public async Task MakeRoomAsync(CancellationToken ct)
    {
        try
        {
            await new Retention(RetentionPolicy.Of(project.Settings.Refresh), _clock).DropAsync(grant, ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            // Something else holds a lock on it; a later run drops it.
        }
    }

    /// <summary>Records that the run was cancelled on request; nothing it built is published.</summary>
    public async Task<RunReport> CancelledAsync(IReadOnlySet<string> selected, string reason)
    {
        var request = new PublishRequest { Status = RunStatus.Cancelled, Error = [DataText.Open(reason)], ModelsPublished = 0,
            ModelsFailed = 0 };
        var written = await new Publisher(_clock).PublishAsync(grant, request, CancellationToken.None);
        if (!written.Succeeded(out _))
            return Lost(written.Diagnostics[0]);
        await Leftovers.DropAsync(grant, CancellationToken.None);
        return new RunReport(
            grant.RunId, RunStatus.Cancelled, null, [],
            [$"{reason}; {selected.Count(n => project.Nodes[n].IsStored())} tables stay as they were"], null);
    }

    /// <summary>
    /// Records that the run failed as a whole: the tables that it was to make stay as they were, and answers say that they are degraded.
    /// </summary>
    /// <returns>Null when the failure is a fault of this program, or when it cannot be recorded: then the run is closed as lost.</returns>
    public async Task<RunReport?> FailedAsync(IReadOnlySet<string> selected, Exception error)
    {
        var failure = WarehouseFailure.In(error);
        var problem = failure is null ? new Diagnostic(DiagnosticCode.InternalError, $"internal error: {error.Message}")
            : WarehouseFailure.Of(failure, "the published tables are unchanged; run again");
        var said = DataText.Sealed($"the run failed as a whole: {problem.Code.Title} ({problem.Code.Id})", problem.ToString());
        try
        {
            // A table that failed before keeps its own reason.
            var failed = await new TestLog(grant.Data).LeftAsync(CancellationToken.None);
            var request = new PublishRequest
            {
                Status = RunStatus.Failed, Error = [said], ModelsPublished = 0, ModelsFailed = 0,
                Attempts =
                [
                    .. selected.Where(n => project.Nodes[n].IsStored() && !failed.Contains(n))
                        .Select(n => new TableAttempt(n, AttemptStatus.Skipped, said)),
                ],
            };
            if (!(await new Publisher(_clock).PublishAsync(grant, request, CancellationToken.None)).Succeeded(out _))
                return null;
            await Leftovers.DropAsync(grant, CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException || WarehouseFailure.In(e) is not null)
        {
            return null;
        }

        return failure is null ? null : Lost(problem);
    }

    // No answer depends on this, and the run is published: a failure is a warning, and the next run tries again.
    private async Task<IReadOnlyList<string>> AfterwardsAsync(CatalogSource definitions, TimeSpan pause, CancellationToken ct)
    {
        try
        {
            return await FollowAsync(definitions, pause, ct);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException || WarehouseFailure.In(e) is not null)
        {
            return [$"published, but views and clean-up were left for the next run: {e.Message}"];
        }
    }

    private async Task<IReadOnlyList<string>> FollowAsync(CatalogSource definitions, TimeSpan pause, CancellationToken ct)
    {
        var settings = project.Settings.Refresh;
        var views = await new PeopleViews(_clock).RepointAsync(grant, ct);
        var published = (await new VersionLog(grant.Data, _clock).CurrentAsync(ct)).Values.Select(v => v.Built);
        // Tables that only the project's newer texts guard are guarded here too, even while an older text is in force.
        var guarded = new HashSet<string>(
            [.. GuardedTables.Of(project, definitions), .. GuardedTables.Of(project, project.WholeCatalog)], StringComparer.Ordinal);
        var grants = await new ReaderGrants(ReadableColumns.Of(project, published, guarded.Contains)).ApplyAsync(grant, ct);
        var open = OpenViews.Of(project, guarded, await ReadersAsync(ct));
        // People's views have moved by now. The rest can wait, and so can the end of this process.
        await Task.Delay(pause, _clock, ct);
        await Leftovers.DropAsync(grant, ct);
        await RunPruning.PruneAsync(grant, _clock.GetUtcNow() - settings.KeepRuns, ct);
        await AuditPruning.PruneAsync(grant.Data, _clock.GetUtcNow() - settings.KeepAudit, ct);
        return views.Concat(grants).Concat(open).Select(v => v.ToString()).ToList();
    }

    private async Task<IReadOnlyList<string>> ReadersAsync(CancellationToken ct)
    {
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        return await ReaderRoles.GivenAsync(connection, ct);
    }

    private static EquatableList<DataText> Errors(IReadOnlyList<NodeOutcome> outcomes) => outcomes
        .Where(o => o.Status.LeavesOldVersion() && o.Status != AttemptStatus.Skipped)
        .Select(o => (o.Said ?? DataText.Open("")).After($"{o.Node.Name} {o.Status.Word()}: "))
        .ToEquatableList();
}
