using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;

namespace Metrics.Refresh.Projects;

/// <summary>Checks nodes against each other: names are unique, references resolve, nothing depends on itself.</summary>
internal static class NodeChecks
{
    /// <param name="nodes">The enabled nodes.</param>
    /// <param name="disabled">The disabled nodes.</param>
    /// <param name="settings">The project's settings.</param>
    /// <param name="mayBeUnread">True for a name that an unreadable file may define: then only that file is reported.</param>
    /// <param name="problems">Takes the problems found.</param>
    public static (IReadOnlyDictionary<string, Node> ByName, Dag Graph) Check(
        IReadOnlyList<Node> nodes, IReadOnlyList<Node> disabled, ProjectSettings settings, Predicate<string> mayBeUnread,
        ICollection<Diagnostic> problems)
    {
        var byName = new Dictionary<string, Node>();
        foreach (var node in nodes)
        {
            if (!byName.TryAdd(node.Name, node))
                problems.Add(new Diagnostic(
                    DiagnosticCode.DuplicateName, $"'{node.Name}' is defined twice, here and at {byName[node.Name].Location}",
                    node.Location));
        }

        var absent = disabled.Select(d => d.Name).Where(d => !byName.ContainsKey(d)).ToHashSet();
        var graph = new Dag();
        foreach (var node in byName.Values)
        {
            foreach (var input in node.Inputs.Where(i => !byName.ContainsKey(i.Name) && !mayBeUnread(i.Name)))
                problems.Add(absent.Contains(input.Name)
                    ? new Diagnostic(DiagnosticCode.UnknownName, $"'{node.Name}' reads '{input.Name}', which is disabled", input.Location,
                        $"disable '{node.Name}' too")
                    : Unknown($"'{node.Name}' reads '{input.Name}', which is not defined", input, byName.Keys));
            foreach (var input in node.TestInputs.Where(
                i => byName.TryGetValue(i.Name, out var other) ? other is ModelNode { Materialization: Materialization.Ephemeral }
                    : !mayBeUnread(i.Name)))
                problems.Add(Unknown($"a test of '{node.Name}' reads '{input.Name}', which is not a table", input, byName.Keys));
            if (node is ModelNode model)
            {
                foreach (var unknown in model.Template.Vars.Where(v => !settings.Vars.ContainsKey(v)))
                    problems.Add(UnknownVar($"'{node.Name}'", unknown, model.Template.PlaceOf(unknown) ?? node.Location, settings));
            }

            foreach (var (test, unknown) in node.Tests.SelectMany(t => t.Vars.Except(settings.Vars.Keys).Select(v => (t, v))))
                problems.Add(UnknownVar($"test '{test.Name}' of '{node.Name}'", unknown, test.PlaceOfName(unknown), settings));

            if (node is ModelNode { Increment: { } increment } driven && !StoredNames(driven, byName).Contains(increment.From)
                && !mayBeUnread(increment.From))
                problems.Add(Unknown(
                    $"'{node.Name}' does not read '{increment.From}', so it cannot drive its increments",
                    new NodeReference(increment.From, increment.Location), StoredNames(driven, byName)));
            graph.Add(node.Name, node.Inputs.Concat(node.TestInputs).Select(i => i.Name).Where(byName.ContainsKey));
        }

        if (graph.FindCycle() is { } cycle)
            problems.Add(new Diagnostic(
                DiagnosticCode.Cycle, $"models depend on themselves: {string.Join(" → ", cycle)}", byName[cycle[0]].Location));
        return (byName, graph);
    }

    private static Diagnostic UnknownVar(string who, string name, SourceLocation at, ProjectSettings settings) => new(
        DiagnosticCode.UnknownName, $"{who} uses var '{name}', which metrics.yml does not set", at,
        Candidates: NearestNames.To(name, settings.Vars.Keys));

    private static HashSet<string> StoredNames(Node node, Dictionary<string, Node> byName)
    {
        var names = new HashSet<string>();
        var (waiting, seen) = (new Queue<Node>([node]), new HashSet<string>());
        while (waiting.TryDequeue(out var one))
        {
            foreach (var input in one.Inputs.Select(i => byName.GetValueOrDefault(i.Name)).OfType<Node>().Where(i => seen.Add(i.Name)))
            {
                if (input.IsStored())
                    names.Add(input.Name);
                else
                    waiting.Enqueue(input);
            }
        }

        return names;
    }

    private static Diagnostic Unknown(string message, NodeReference reference, IEnumerable<string> known) =>
        new(DiagnosticCode.UnknownName, message, reference.Location, Candidates: NearestNames.To(reference.Name, known));
}
