using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

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
