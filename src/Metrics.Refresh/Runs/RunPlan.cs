using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>What a run would do with one table: build it, leave it unchanged, fail, retire or keep it, and why.</summary>
internal sealed record PlanStep(string Table, string Action, string Reason)
{
    /// <summary>Why it would be built anew instead of carried on, as far as that is known beforehand; null if it would not.</summary>
    public LargeChange? Anew { get; init; }
}

/// <summary>What a run would do, found out without building anything.</summary>
internal sealed record RunPlan(IReadOnlyList<PlanStep> Steps)
{
    private const string NotMade = "no model, source or seed of this project makes it";

    public static async Task<Outcome<RunPlan>> MakeAsync(
        Project project, Warehouse warehouse, IReadOnlyCollection<string> select, IReadOnlyCollection<string> exclude, CancellationToken ct)
    {
        var states = await RunSelection.StatesAsync(project, warehouse, ct);
        var selection = Selection.Resolve(select, exclude, project.Nodes, project.Graph, states);
        if (!selection.Succeeded(out var selected))
            return Outcome<RunPlan>.Refused(selection.Diagnostics);
        var published = await new VersionLog(warehouse.Data, warehouse.Clock).CurrentAsync(ct);
        var owed = await OwedFileLog.ReadAsync(warehouse.Data, ct);
        var steps = new List<PlanStep>();
        var actions = new Dictionary<string, PlanStep>();
        foreach (var node in project.Graph.Order().Where(selected.Contains).Select(n => project.Nodes[n]).Where(n => n.IsStored()))
        {
            var step = await StepAsync(project, node, published, states, actions, owed[node.Name], ct);
            actions[node.Name] = step;
            steps.Add(step);
        }

        if (select.Count == 0 && exclude.Count == 0)
            steps.AddRange(Retirements(project, published, steps.Exists(s => s.Action == "fail")));
        return Outcome<RunPlan>.Of(new RunPlan(steps));
    }

    private static IEnumerable<PlanStep> Retirements(Project project, IReadOnlyDictionary<string, CurrentVersion> published, bool fails) =>
        Retirement.Names(Retirement.Of(project, published), published).Select(name => fails
            ? new PlanStep(name, "keep", $"{NotMade}, but a run in which a table fails retires none")
            : new PlanStep(name, "retire", NotMade));

    private static async Task<PlanStep> StepAsync(
        Project project, Node node, IReadOnlyDictionary<string, CurrentVersion> published, NodeStates states,
        Dictionary<string, PlanStep> actions, IEnumerable<OwedFile> owed, CancellationToken ct)
    {
        var inputs = node.StoredInputsIn(project.Nodes);
        if (inputs.FirstOrDefault(i => actions.GetValueOrDefault(i)?.Action == "fail") is { } broken)
            return new PlanStep(node.Name, "fail", $"'{broken}' fails");
        if (inputs.FirstOrDefault(i => !actions.ContainsKey(i) && !published.ContainsKey(i)) is { } missing)
            return new PlanStep(node.Name, "fail", $"'{missing}' has never been published and is not selected");
        if (!published.TryGetValue(node.Name, out var current) || !current.Exists)
            return await BuildAsync(node, "never published", owed, ct);
        if (inputs.FirstOrDefault(i => actions.GetValueOrDefault(i)?.Action == "build") is { } changed)
            return new PlanStep(node.Name, "build", $"'{changed}' is built") { Anew = AnewWith(project, node, inputs, published, actions) };
        if (node is ModelNode { Volatile: true })
            return new PlanStep(node.Name, "build", "volatile");
        if (node is ModelNode model)
        {
            var fingerprint = Fingerprint.OfModel(
                model, project.Nodes, project.Settings.Vars, inputs.Select(i => (i, published[i].Built.Version)));
            return fingerprint == current.Built.Fingerprint
                ? new PlanStep(node.Name, "unchanged", $"version {current.Built.Version}")
                : new PlanStep(node.Name, "build", Changed(node, states, current.Built.Version, "an input changed"));
        }

        return await TableAsync(node, current, project.Settings.Refresh.Rebuild, states, owed, ct);
    }

    private static async Task<PlanStep> TableAsync(
        Node node, CurrentVersion current, RebuildRule rule, NodeStates states, IEnumerable<OwedFile> owed, CancellationToken ct)
    {
        try
        {
            var table = TableOf(node);
            var content = await SourceContent.LookAsync(table, SourceLoad.OpenFiles(current.Built), ct);
            var load = SourceLoad.Plan(node, table, content, current.Built, owed, anew: false, discardHistory: false);
            return load.Fingerprint == current.Built.Fingerprint
                ? new PlanStep(node.Name, "unchanged", $"version {current.Built.Version}")
                : new PlanStep(node.Name, "build", Changed(node, states, current.Built.Version, load.Reason))
                {
                    Anew = load.LargeAgainst(current.Built, rule),
                };
        }
        catch (SourceException e)
        {
            return new PlanStep(node.Name, "fail", e.Diagnostic.Message);
        }
    }

    // A run decides when it knows the rows. Beforehand it is known only that most of what a model reads will be new.
    private static LargeChange? AnewWith(
        Project project, Node node, IReadOnlyList<string> inputs, IReadOnlyDictionary<string, CurrentVersion> published,
        Dictionary<string, PlanStep> actions)
    {
        var current = published[node.Name].Built;
        if (node is not ModelNode { Materialization: Materialization.Incremental } model || current.RowsAt is null
            || current.Definition != Fingerprint.DefinitionOf(model, project.Nodes, project.Settings.Vars))
            return null;
        var largest = inputs.Where(published.ContainsKey).MaxBy(i => published[i].Built.Rows);
        return largest is null ? null : actions.GetValueOrDefault(largest)?.Anew?.OfInput(largest);
    }

    // A table that was never published is built, unless its file is missing.
    private static async Task<PlanStep> BuildAsync(Node node, string reason, IEnumerable<OwedFile> owed, CancellationToken ct)
    {
        if (node is ModelNode)
            return new PlanStep(node.Name, "build", reason);
        try
        {
            var table = TableOf(node);
            SourceLoad.Plan(node, table, await SourceContent.LookAsync(table, ct), current: null, owed, anew: false, discardHistory: false);
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
