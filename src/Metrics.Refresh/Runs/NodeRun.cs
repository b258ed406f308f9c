using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>Takes one node through a run in two steps: build it unless it is up to date, then test it.</summary>
internal sealed class NodeRun(
    Project project,
    RunOptions options,
    LeaseGrant grant,
    IReadOnlyDictionary<string, CurrentVersion> published,
    NodeBuild build,
    NodeTests nodeTests,
    ILookup<string, OwedFile> owed,
    RunLog log,
    TableTexts texts,
    TimeProvider clock)
{
    /// <summary>Builds a node on inputs that are built, but perhaps not tested yet.</summary>
    public async Task<NodeStep> BuildAsync(Node node, RunInputs run, CancellationToken ct)
    {
        var inputs = run.AsNowFor(node);
        var (started, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var current = published.TryGetValue(node.Name, out var found) && found.Exists ? found.Built : null;
        var missing = inputs.Missing(node);
        if (missing is null && node.IsStored())
            await log.BeginAsync(grant.RunId, node.Name, node.Layer, ct);
        var step = missing is var (missed, why)
            ? new NodeStep(new NodeOutcome(node, AttemptStatus.Skipped, current, why) { Missed = missed })
            : !node.IsStored() ? new NodeStep(new NodeOutcome(node, AttemptStatus.Unchanged, null))
            : await PatientlyAsync(node, spent: TimeSpan.Zero, Ended, token => WorkAsync(node, current, inputs, token), ct);
        return step with { Current = current, Outcome = step.Outcome with { StartedAt = started, Took = clock.GetElapsedTime(began) } };

        NodeStep Ended(AttemptStatus status, DataText why) => new(new NodeOutcome(node, status, current, why));
    }

    /// <summary>Tests the first step's result once all that it and its tests read is settled, and records the outcome.</summary>
    public async Task<NodeOutcome> TestAsync(NodeStep step, RunInputs inputs, CancellationToken ct)
    {
        var (outcome, node, began) = (step.Outcome, step.Outcome.Node, clock.GetTimestamp());
        // An input that it was built on has failed or was skipped since.
        if (step.IsOpen && inputs.Missing(node) is var (missed, why))
            outcome = outcome with { Status = AttemptStatus.Skipped, Version = step.Current, Said = why, Missed = missed, Note = null,
                Warnings = [] };
        else if (step.IsOpen)
            outcome = await PatientlyAsync(node, step.Took, Failed, token => TestedAsync(step, inputs, token), ct);
        outcome = outcome with { FinishedAt = clock.GetUtcNow(), Took = step.Took + clock.GetElapsedTime(began) };
        if (node.IsStored())
        {
            await log.RecordAsync(
                new ModelRun
                {
                    RunId = grant.RunId, Model = node.Name, Layer = node.Layer.Word(), Status = outcome.Status.Word(),
                    Version = outcome.Version?.Version,
                    Rows = outcome.IsNew ? outcome.Version!.Rows : null,
                    Rejected = outcome.IsNew ? outcome.Version!.Rejected.Where(r => r.Table == node.Name).Sum(r => r.Rejected) : null,
                    Bytes = step.Built?.Bytes, StartedAt = outcome.StartedAt, FinishedAt = outcome.FinishedAt, Error = outcome.Detail,
                    Said = outcome.Said is { } said ? StoredJson.Write(said) : null,
                },
                ct);
        }

        return outcome;

        NodeOutcome Failed(AttemptStatus status, DataText why) =>
            outcome with { Status = status, Version = step.Current, Said = why, Note = null };
    }

    // Errors and timeouts of one table end only that table; all other errors end the run.
    private async Task<T> PatientlyAsync<T>(
        Node node, TimeSpan spent, Func<AttemptStatus, DataText, T> failed, Func<CancellationToken, Task<T>> work,
        CancellationToken ct)
    {
        var longest = node.Timeout ?? project.Settings.Refresh.ModelTimeout;
        using var patience = longest is { } limit
            ? new CancellationTokenSource(limit > spent ? limit - spent : TimeSpan.Zero, clock)
            : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await work(either.Token);
        }
        catch (SourceException e)
        {
            return failed(AttemptStatus.SourceFailed, texts.Of(node, e.Diagnostic));
        }
        catch (ModelBuildException e)
        {
            return failed(AttemptStatus.BuildFailed, texts.Of(node, e.Diagnostic));
        }
        catch (Exception e) when (
            patience.IsCancellationRequested && !ct.IsCancellationRequested && e is OperationCanceledException or PostgresException)
        {
            var late = new Diagnostic(
                DiagnosticCode.ModelTimeout, $"'{node.Name}' took longer than {longest!.Value.TotalSeconds:0.#} s", node.Location,
                "its 'timeout' sets how long it may take");
            return failed(node is SourceNode ? AttemptStatus.SourceFailed : AttemptStatus.BuildFailed, texts.Of(node, late));
        }
        catch (PostgresException e) when (!grant.Lost.IsCancellationRequested && e.SqlState != PostgresErrorCodes.AdminShutdown)
        {
            return failed(AttemptStatus.BuildFailed, texts.Of(node, PostgresText.Of(e, node)));
        }
    }

    private async Task<NodeStep> WorkAsync(Node node, BuiltVersion? current, RunInputs inputs, CancellationToken ct)
    {
        var (fingerprint, table, load) = await FingerprintAsync(node, current, inputs, ct);
        if (current?.Fingerprint == fingerprint && node is not ModelNode { Volatile: true } && !options.FullRefresh)
        {
            var warnings = load is null ? [] : NodeBuild.NameWarnings(node, load, texts);
            return new NodeStep(new NodeOutcome(node, AttemptStatus.Unchanged, current) { Warnings = warnings }) { IsOpen = true };
        }

        var built = load is null
            ? await build.ModelAsync((ModelNode)node, inputs, fingerprint, current, ct)
            : await build.TableAsync(node, table!, load, current, ct);
        // The bytes decide: if a file was replaced and put back while it was read, the current version still holds.
        if (current?.Fingerprint == built.Version.Fingerprint && table is not null && !options.FullRefresh)
            return new NodeStep(new NodeOutcome(node, AttemptStatus.Unchanged, current)) { Built = built };
        var outcome = new NodeOutcome(node, AttemptStatus.Published, built.Version) { Note = built.Anew?.ToString() };
        return new NodeStep(outcome) { Built = built, IsOpen = true };
    }

    private async Task<NodeOutcome> TestedAsync(NodeStep step, RunInputs inputs, CancellationToken ct)
    {
        var node = step.Outcome.Node;
        if (step.Built is not { } built)
            return await TestUnchangedAsync(step.Outcome, inputs, ct);
        var tested = new TestedVersion(built.Version) { Basis = step.Current, IsAlone = built.IsAlone };
        var tests = await nodeTests.RunAsync(node, node.Tests, tested, inputs, ct);
        var warnings = built.Warnings.Concat(texts.Warnings(node, tests)).ToList();
        return texts.Blocking(node, tests) is { } blocked
            ? step.Outcome with
            {
                Status = AttemptStatus.TestFailed, Version = step.Current, Said = blocked, Note = null, Warnings = warnings,
            }
            : step.Outcome with { Warnings = warnings };
    }

    private async Task<(string Fingerprint, SourceTable? Table, SourceLoad? Load)> FingerprintAsync(
        Node node, BuiltVersion? current, RunInputs inputs, CancellationToken ct)
    {
        if (node is ModelNode model)
        {
            var versions = model.StoredInputsIn(project.Nodes).Select(n => (n, inputs.Of(n).Version));
            return (Fingerprint.OfModel(model, project.Nodes, project.Settings.Vars, versions), null, null);
        }

        var table = node is SourceNode source ? source.Table : ((SeedNode)node).Table;
        var content = await SourceContent.LookAsync(table, SourceLoad.OpenFiles(current), ct);
        var load = SourceLoad.Plan(node, table, content, current, owed[node.Name], options.FullRefresh, options.DiscardHistory);
        // Only for a table that is selected by name: a full refresh of everything says nothing about one table's continued lines.
        return (load.Fingerprint, table, load with { AsTheyStand = options.FullRefresh && options.Select.Contains(node.Name) });
    }

    // An unchanged table can still become wrong: time passes, and other tables that its tests read change. If a test failed before, all
    // tests run, since the table stays wrong until they pass.
    private async Task<NodeOutcome> TestUnchangedAsync(NodeOutcome outcome, RunInputs inputs, CancellationToken ct)
    {
        var (node, current) = (outcome.Node, outcome.Version!);
        var due = nodeTests.FailedBefore(node) ? node.Tests
            : node.Tests.Where(t => t.RunsWhenUnchanged || t.OtherTables.Any(inputs.IsNew)).ToEquatableList();
        var tests = await nodeTests.RunAsync(node, due, new TestedVersion(current), inputs, ct);
        IReadOnlyList<DataText> warnings = [.. outcome.Warnings, .. texts.Warnings(node, tests)];
        return texts.Blocking(node, tests) is { } blocked
            ? outcome with { Status = AttemptStatus.TestFailed, Said = blocked, Warnings = warnings }
            : outcome with { Warnings = warnings };
    }
}

/// <summary>A database error in a model's SQL, as a diagnostic that an author can act on.</summary>
internal static class PostgresText
{
    // The server's detail line quotes whole rows and is dropped. Its message may quote a value; it is shown only to callers who may see the
    // table.
    public static Diagnostic Of(PostgresException e, Node node) =>
        new(DiagnosticCode.BuildFailed, $"'{node.Name}': {e.MessageText} (SQLSTATE {e.SqlState})", node.Location, e.Hint ?? HintOf(e));

    // The most common value that a cast meets for the first time is the label of a row of totals.
    private static string? HintOf(PostgresException e) => e.SqlState is PostgresErrorCodes.InvalidTextRepresentation
        or PostgresErrorCodes.InvalidDatetimeFormat or PostgresErrorCodes.DatetimeFieldOverflow
        ? "a value of a column that this SQL casts does not fit, such as the label of a new row of totals; leave such rows out in its "
            + "'where', or correct the file"
        : null;
}

/// <summary>A node after the first of its two steps: built or unchanged and still to be tested, or already finished.</summary>
/// <param name="Outcome">The outcome unless a test fails; meanwhile downstream nodes are built on its version.</param>
internal sealed record NodeStep(NodeOutcome Outcome)
{
    /// <summary>The version that was published before the run; null for none.</summary>
    public BuiltVersion? Current { get; init; }

    /// <summary>What was built; null when nothing was.</summary>
    public NodeBuilt? Built { get; init; }

    /// <summary>True when tests still decide the outcome.</summary>
    public bool IsOpen { get; init; }

    /// <summary>How long it has taken so far.</summary>
    public TimeSpan Took => Outcome.Took;
}

/// <summary>A version to test.</summary>
internal sealed record TestedVersion(BuiltVersion Version)
{
    /// <summary>The version it was built on; null when all rows are to be tested.</summary>
    public BuiltVersion? Basis { get; init; }

    /// <summary>True when its relation holds no other version's rows.</summary>
    public bool IsAlone { get; init; }
}

/// <summary>Tests one version of a table in a run and records the results.</summary>
/// <param name="project">The project.</param>
/// <param name="grant">The run's lease.</param>
/// <param name="sessions">Connections to test on.</param>
/// <param name="published">What was published before the run.</param>
/// <param name="changes">Finds which rows of a version are new to its tests.</param>
/// <param name="failed">Tables whose last attempt failed a data test.</param>
/// <param name="texts">Words the findings.</param>
/// <param name="clock">The clock for the results' times.</param>
internal sealed class NodeTests(
    Project project, LeaseGrant grant, BuildSessions sessions, IReadOnlyDictionary<string, CurrentVersion> published, TestedChanges changes,
    IReadOnlySet<string> failed, TableTexts texts, TimeProvider clock)
{
    public bool FailedBefore(Node node) => failed.Contains(node.Name);

    public async Task<IReadOnlyList<TestOutcome>> RunAsync(
        Node node, EquatableList<DataTest> tests, TestedVersion tested, RunInputs inputs, CancellationToken ct)
    {
        var version = tested.Version;
        var log = new TestLog(grant.Data);
        if (tests.Count == 0)
        {
            // The new version has no tests, so results of the previous version's tests are removed.
            if (node.Tests.Count == 0 && version.Version != Before(node)?.Version)
                await log.RecordAsync(node.Name, [], GoldenOf(node), ct);
            return [];
        }

        await using var connection = await sessions.OpenAsync(ct);
        var table = tested.IsAlone ? RowsAt.Whole(version) : RowsAt.Of(version);
        var target = new TestTarget(table, n => n == node.Name ? table : inputs.Reference(n))
        {
            Changed = await changes.FindAsync(version, tested.Basis, node.Tests, inputs, ct),
            Previous = Before(node) is { } before ? RowsAt.Of(before) : null,
            FileWrittenAt = node is SourceNode source ? SourceFiles.WrittenAt(source.Table) : null,
            Vars = project.Settings.Vars,
            Secrets = SecretColumns.Of(node, project.Nodes),
        };
        var outcomes = await DataTestRun.RunAsync(connection, tests, target, ct);
        await changes.KeepAsync(version, outcomes, inputs, ct);
        await log.RecordAsync(
            node.Name, outcomes.Select(o => (Result(node, o), (IReadOnlyList<string>)o.Samples)).ToList(),
            tests == node.Tests ? GoldenOf(node) : null, ct);
        return outcomes;
    }

    // Golden tests of a metric that has the table's name: their results are stored under the same name.
    private IEnumerable<string> GoldenOf(Node node) => project.Golden.Where(g => g.Metric == node.Name).Select(g => g.Name);

    private BuiltVersion? Before(Node node) => published.TryGetValue(node.Name, out var current) && current.Exists ? current.Built : null;

    private TestResult Result(Node node, TestOutcome outcome) => new()
    {
        RunId = grant.RunId, Model = node.Name, Test = outcome.Test.Name,
        Severity = outcome.Test.Severity == TestSeverity.Error ? "error" : "warn",
        Status = outcome.Status, BadRows = outcome.BadRows, At = clock.GetUtcNow(), Detail = outcome.Error,
        Said = StoredJson.WriteTest(DataText.Open(node.Name), texts.NameOf(node, outcome.Test), texts.ErrorOf(node, outcome)),
    };
}

/// <summary>Finds what a version changed since one whose tests passed, so that testing it costs only what the change costs.</summary>
internal sealed class TestedChanges(VersionLog versions)
{
    /// <summary>The changed rows; null when the version does not extend the basis in the same relation.</summary>
    public async Task<ChangedRows?> FindAsync(
        BuiltVersion version, BuiltVersion? basis, EquatableList<DataTest> tests, RunInputs inputs, CancellationToken ct)
    {
        if (basis is null || basis.Relation != version.Relation || RowsAt.WrittenBy(version) is not { } written)
            return null;
        var clean = new CleanTests(basis.CleanTests);
        var ended = new Dictionary<(string, long), string?>();
        foreach (var (test, table) in tests.Select(t => (t, OtherOf(t, version))).Where(t => t.Item2 is not null))
        {
            if (clean.OtherVersion(test) is { } since && inputs.Find(table!) is { } other)
                ended[(table!, since)] = other.Version == since || await versions.KeptAsync(other.Model, since, ct) == other.Relation
                    ? RowsAt.EndedSince(other, since) : null;
        }

        return new ChangedRows(written, clean, (table, since) => ended.GetValueOrDefault((table, since)));
    }

    /// <summary>Stores with a version which tests passed on it; tests that found something are no longer clean.</summary>
    public async Task KeepAsync(BuiltVersion version, IReadOnlyList<TestOutcome> outcomes, RunInputs inputs, CancellationToken ct)
    {
        if (version.RowsAt is null)
            return;
        var tested = outcomes.Select(o => o.Test).ToList();
        var before = version.CleanTests.Where(e => !tested.Exists(t => new CleanTests([e]).Knows(t)));
        var passed = outcomes.Where(o => o.IsClean)
            .Select(o => CleanTests.Of(o.Test, OtherOf(o.Test, version) is { } other ? inputs.Find(other)?.Version : null));
        await versions.CleanAsync(version, before.Concat(passed), ct);
    }

    // A test of exactly one other table can be limited by the rows that ended there; with several, it reads everything again.
    private static string? OtherOf(DataTest test, BuiltVersion version) => test.OtherTables is [var other] && other != version.Model ? other
        : null;
}
