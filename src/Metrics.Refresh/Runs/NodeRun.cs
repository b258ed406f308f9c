using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Models;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;
using Metrics.Semantic.Publications;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>Takes one node through its run: is it up to date, else build it, then test what was built.</summary>
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
    public async Task<NodeOutcome> RunAsync(Node node, RunInputs inputs, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var (outcome, bytes) = await TryAsync(node, inputs, ct);
        outcome = outcome with { StartedAt = started, FinishedAt = clock.GetUtcNow() };
        if (node.IsStored())
        {
            await log.RecordAsync(
                new ModelRun
                {
                    RunId = grant.RunId, Model = node.Name, Layer = node.Layer.Word(), Status = outcome.Status.Word(), Version = outcome.Version?.Version,
                    Rows = outcome.IsNew ? outcome.Version!.Rows : null, Rejected = outcome.IsNew ? outcome.Version!.Rejected.Where(r => r.Table == node.Name).Sum(r => r.Rejected) : null,
                    Bytes = bytes, StartedAt = outcome.StartedAt, FinishedAt = outcome.FinishedAt, Error = outcome.Detail,
                    Said = outcome.Said is { } said ? StoredJson.Write(said) : null,
                },
                ct);
        }

        return outcome;
    }

    private async Task<(NodeOutcome Outcome, long? Bytes)> TryAsync(Node node, RunInputs inputs, CancellationToken ct)
    {
        var current = published.TryGetValue(node.Name, out var found) && found.Exists ? found.Built : null;
        if (inputs.Missing(node) is { } missing)
            return (new NodeOutcome(node, AttemptStatus.Skipped, current, missing), null);
        if (!node.IsStored())
            return (new NodeOutcome(node, AttemptStatus.Unchanged, null), null);
        await log.BeginAsync(grant.RunId, node.Name, node.Layer, ct);
        var longest = node.Timeout ?? project.Settings.Refresh.ModelTimeout;
        using var patience = longest is { } limit ? new CancellationTokenSource(limit, clock) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await WorkAsync(node, current, inputs, either.Token);
        }
        catch (SourceException e)
        {
            return (new NodeOutcome(node, AttemptStatus.SourceFailed, current, texts.Of(node, e.Diagnostic)), null);
        }
        catch (ModelBuildException e)
        {
            return (new NodeOutcome(node, AttemptStatus.BuildFailed, current, texts.Of(node, e.Diagnostic)), null);
        }
        catch (Exception e) when (
            patience.IsCancellationRequested && !ct.IsCancellationRequested && e is OperationCanceledException or PostgresException)
        {
            var late = new Diagnostic(
                DiagnosticCode.ModelTimeout, $"'{node.Name}' took longer than {longest!.Value.TotalSeconds:0.#} s", node.Location,
                "its timeout says how long it may take");
            return (new NodeOutcome(
                node, node is SourceNode ? AttemptStatus.SourceFailed : AttemptStatus.BuildFailed, current, texts.Of(node, late)), null);
        }
        catch (PostgresException e) when (!grant.Lost.IsCancellationRequested && e.SqlState != PostgresErrorCodes.AdminShutdown)
        {
            return (new NodeOutcome(node, AttemptStatus.BuildFailed, current, texts.Of(node, PostgresText.Of(e, node))), null);
        }
    }

    private async Task<(NodeOutcome Outcome, long? Bytes)> WorkAsync(
        Node node, BuiltVersion? current, RunInputs inputs, CancellationToken ct)
    {
        var (fingerprint, table, load) = await FingerprintAsync(node, current, inputs, ct);
        if (current?.Fingerprint == fingerprint && node is not ModelNode { Volatile: true } && !options.FullRefresh)
            return (await TestUnchangedAsync(node, current, inputs, ct), null);
        var built = load is null
            ? await build.ModelAsync((ModelNode)node, inputs, fingerprint, current, ct)
            : await build.TableAsync(node, table!, load, current, ct);
        // Bytes are the proof: a file that was replaced and put back while we looked is the version we have.
        if (current?.Fingerprint == built.Version.Fingerprint && table is not null && !options.FullRefresh)
            return (new NodeOutcome(node, AttemptStatus.Unchanged, current), built.Bytes);
        var tests = await nodeTests.RunAsync(node, node.Tests, built.Version, current, inputs, ct);
        var warnings = built.Warnings.Concat(texts.Warnings(node, tests)).ToList();
        return texts.Blocking(node, tests) is { } blocked
            ? (new NodeOutcome(node, AttemptStatus.TestFailed, current, blocked) { Warnings = warnings }, built.Bytes)
            : (new NodeOutcome(node, AttemptStatus.Published, built.Version) { Warnings = warnings }, built.Bytes);
    }

    private async Task<(string Fingerprint, SourceTable? Table, SourceLoad? Load)> FingerprintAsync(Node node, BuiltVersion? current, RunInputs inputs, CancellationToken ct)
    {
        if (node is ModelNode model)
        {
            var versions = model.StoredInputsIn(project.Nodes).Select(n => (n, inputs.Of(n).Version));
            return (Fingerprint.OfModel(model, project.Nodes, project.Settings.Vars, versions), null, null);
        }

        var table = node is SourceNode source ? source.Table : ((SeedNode)node).Table;
        var content = await SourceContent.LookAsync(table, ct);
        var load = SourceLoad.Plan(node, table, content, current, owed[node.Name], options.FullRefresh, options.DiscardHistory);
        return (load.Fingerprint, table, load);
    }

    // An unchanged table can still become wrong: time passes, and the tables its tests look at move. And what was wrong stays so until a
    // test says otherwise.
    private async Task<NodeOutcome> TestUnchangedAsync(Node node, BuiltVersion current, RunInputs inputs, CancellationToken ct)
    {
        var due = nodeTests.FailedBefore(node) ? node.Tests
            : node.Tests.Where(t => t.RunsWhenUnchanged || t.OtherTables.Any(inputs.IsNew)).ToEquatableList();
        var tests = await nodeTests.RunAsync(node, due, current, basis: null, inputs, ct);
        return texts.Blocking(node, tests) is { } blocked
            ? new NodeOutcome(node, AttemptStatus.TestFailed, current, blocked) { Warnings = [.. texts.Warnings(node, tests)] }
            : new NodeOutcome(node, AttemptStatus.Unchanged, current) { Warnings = [.. texts.Warnings(node, tests)] };
    }
}
