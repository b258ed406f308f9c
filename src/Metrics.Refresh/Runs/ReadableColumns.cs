using Metrics.Domain;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Which columns of each table people may read: what its <c>grants:</c> lists, else all but the secret ones.</summary>
internal static class ReadableColumns
{
    /// <param name="project">The project.</param>
    /// <param name="published">What is published now.</param>
    /// <param name="guarded">True for tables that show different callers different rows or values: without a list, no role may read
    /// them.</param>
    public static ReaderRules Of(Project project, IEnumerable<BuiltVersion> published, Func<string, bool> guarded) => new(
        published.Where(v => project.Nodes.ContainsKey(v.Model)).ToDictionary(
            v => v.Model,
            v => Of(project.Nodes[v.Model], project, v, guarded),
            StringComparer.Ordinal));

    private static EquatableList<string>? Of(Node node, Project project, BuiltVersion version, Func<string, bool> guarded)
    {
        if (node.Grants is { } listed)
            return listed;
        if (guarded(node.Name))
            return [];
        var secrets = SecretColumns.Of(node, project.Nodes);
        var names = version.Columns.Select(c => c.Name).ToList();
        return names.Exists(secrets.Contains) ? names.Where(n => !secrets.Contains(n)).ToEquatableList() : null;
    }
}
