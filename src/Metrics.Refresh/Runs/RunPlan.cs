using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Models;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>What a run would do with one table: <c>build</c>, <c>unchanged</c> or <c>fail</c>, and why.</summary>
internal sealed record PlanStep(string Table, string Action, string Reason);

/// <summary>What a run would do, found out without building anything.</summary>
internal sealed record RunPlan(IReadOnlyList<PlanStep> Steps)
{
    public static async Task<Outcome<RunPlan>> MakeAsync(
        Project project, Warehouse warehouse, IReadOnlyCollection<string> select, IReadOnlyCollection<string> exclude, CancellationToken ct)
    {
        var states = await RunSelection.StatesAsync(project, warehouse, ct);
        var selection = Selection.Resolve(select, exclude, project.Nodes, project.Graph, states);
        if (!selection.Succeeded(out var selected))
            return Outcome<RunPlan>.Refused(selection.Diagnostics);
        var published = await new VersionLog(warehouse.Data, warehouse.Clock).CurrentAsync(ct);
        var steps = new List<PlanStep>();
        var actions = new Dictionary<string, string>();
        foreach (var node in project.Graph.Order().Where(selected.Contains).Select(n => project.Nodes[n]).Where(n => n.IsStored()))
        {
            var step = await StepAsync(project, node, published, states, actions, ct);
            actions[node.Name] = step.Action;
            steps.Add(step);
        }

        return Outcome<RunPlan>.Of(new RunPlan(steps));
    }

    private static async Task<PlanStep> StepAsync(
        Project project, Node node, IReadOnlyDictionary<string, CurrentVersion> published, NodeStates states,
        Dictionary<string, string> actions, CancellationToken ct)
    {
        var inputs = node.StoredInputsIn(project.Nodes);
        if (inputs.FirstOrDefault(i => actions.GetValueOrDefault(i) == "fail") is { } broken)
            return new PlanStep(node.Name, "fail", $"'{broken}' fails");
        if (inputs.FirstOrDefault(i => !actions.ContainsKey(i) && !published.ContainsKey(i)) is { } missing)
            return new PlanStep(node.Name, "fail", $"'{missing}' has never been published and is not selected");
        if (!published.TryGetValue(node.Name, out var current) || !current.Exists)
            return await BuildAsync(node, "never published", ct);
        if (inputs.FirstOrDefault(i => actions.GetValueOrDefault(i) == "build") is { } changed)
            return new PlanStep(node.Name, "build", $"'{changed}' is built anew");
        if (node is ModelNode { Volatile: true })
            return new PlanStep(node.Name, "build", "volatile");
        if (node is ModelNode model)
        {
            var fingerprint = Fingerprint.OfModel(model, project.Nodes, project.Settings.Vars, inputs.Select(i => (i, published[i].Built.Version)));
            return fingerprint == current.Built.Fingerprint
                ? new PlanStep(node.Name, "unchanged", $"version {current.Built.Version}")
                : new PlanStep(node.Name, "build", Changed(node, states, current.Built.Version, "an input changed"));
        }

        return await TableAsync(node, current, states, ct);
    }

    private static async Task<PlanStep> TableAsync(Node node, CurrentVersion current, NodeStates states, CancellationToken ct)
    {
        try
        {
            var table = TableOf(node);
            var load = SourceLoad.Plan(node, table, await SourceContent.LookAsync(table, ct), current.Built, anew: false, discardHistory: false);
            return load.Fingerprint == current.Built.Fingerprint
                ? new PlanStep(node.Name, "unchanged", $"version {current.Built.Version}")
                : new PlanStep(node.Name, "build", Changed(node, states, current.Built.Version, load.Reason));
        }
        catch (SourceException e)
        {
            return new PlanStep(node.Name, "fail", e.Diagnostic.Message);
        }
    }

    // A table that was never published is built, unless its file is not even there.
    private static async Task<PlanStep> BuildAsync(Node node, string reason, CancellationToken ct)
    {
        if (node is ModelNode)
            return new PlanStep(node.Name, "build", reason);
        try
        {
            await SourceContent.LookAsync(TableOf(node), ct);
            return new PlanStep(node.Name, "build", reason);
        }
        catch (SourceException e)
        {
            return new PlanStep(node.Name, "fail", e.Diagnostic.Message);
        }
    }

    private static string Changed(Node node, NodeStates states, long version, string otherwise) => states.IsModified(node.Name)
        ? $"its definition or a var changed since version {version}"
        : $"{otherwise} since version {version}";

    private static SourceTable TableOf(Node node) => node is SourceNode source ? source.Table : ((SeedNode)node).Table;
}
