using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Catalogs;

/// <summary>Finds database views that show people what policies hide from callers of the API.</summary>
internal static class OpenViews
{
    private const int MostNames = 6;

    /// <summary>A warning (R142) for each table with policies whose values such views show.</summary>
    /// <param name="project">The project.</param>
    /// <param name="guarded">Tables that are closed, or that policies show differently to different callers.</param>
    /// <param name="roles">Those of <see cref="ReaderRoles"/> that have members or can be given some.</param>
    public static IEnumerable<Diagnostic> Of(Project project, IReadOnlySet<string> guarded, IReadOnlyCollection<string> roles)
    {
        foreach (var table in guarded.Where(project.Nodes.ContainsKey).Order(StringComparer.Ordinal))
        {
            var node = project.Nodes[table];
            var related = Related(project, node).Where(n => !guarded.Contains(n.Name) && n.Grants is not { Count: 0 }).ToList();
            var parts = new List<string>();
            foreach (var role in roles.Order(StringComparer.Ordinal))
            {
                if (node.Grants is { Count: > 0 } listed && IsFor(role, node))
                    parts.Add($"{role} reads {string.Join(", ", listed)} of every row of {View(node)}");
                if (related.Where(n => IsFor(role, n)).Select(View).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } views)
                    parts.Add($"{role} reads {Listed(views)}, which show the same data");
            }

            if (parts.Count > 0)
            {
                yield return new Diagnostic(
                    DiagnosticCode.ViewShowsMore,
                    $"table '{table}' has policies, which restrict only callers of the API: {string.Join("; ", parts)}",
                    node.Location,
                    "grants: in the header of a model lists the columns that may be read ([] for none); "
                        + $"{roles.FirstOrDefault(r => !RoleNames.IsAnalysts(r)) ?? "the role for BI tools"} reads gold alone");
            }
        }
    }

    private static bool IsFor(string role, Node node) => RoleNames.IsAnalysts(role) || node.Layer == Layer.Gold;

    private static string Listed(List<string> views) =>
        string.Join(", ", views.Take(MostNames)) + (views.Count > MostNames ? $" and {views.Count - MostNames} more" : "");

    // The stored tables that it is made from, and those that are made from it.
    private static IEnumerable<Node> Related(Project project, Node node)
    {
        var inputs = project.Nodes.Values.ToDictionary(
            n => n.Name, n => n.Inputs.Select(i => i.Name).Where(project.Nodes.ContainsKey).ToList());
        var users = inputs.SelectMany(n => n.Value.Select(i => (Input: i, User: n.Key))).ToLookup(e => e.Input, e => e.User);
        return Reached(node.Name, n => inputs[n]).Concat(Reached(node.Name, n => users[n])).Distinct().Select(n => project.Nodes[n])
            .Where(n => n.IsStored());
    }

    private static HashSet<string> Reached(string from, Func<string, IEnumerable<string>> next)
    {
        var (reached, open) = (new HashSet<string>(), new Stack<string>([from]));
        while (open.TryPop(out var name))
        {
            foreach (var other in next(name).Where(reached.Add))
                open.Push(other);
        }

        reached.Remove(from);
        return reached;
    }

    private static string View(Node node) => $"{node.Layer.Word()}.{node.Name}";
}
