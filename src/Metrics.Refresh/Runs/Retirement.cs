using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Published tables that nothing in the project makes: a whole run in which nothing fails takes them away.</summary>
internal static class Retirement
{
    public static EquatableList<string> Of(Project project, IReadOnlyDictionary<string, CurrentVersion> published) =>
        published.Keys.Where(m => !project.Nodes.ContainsKey(m)).ToEquatableList();

    /// <summary>With their schema: the project, which does not know them, cannot say where they are.</summary>
    public static EquatableList<string> Names(EquatableList<string> retired, IReadOnlyDictionary<string, CurrentVersion> published) =>
        retired.Select(m => $"{published[m].Built.Layer.Word()}.{m}").Order(StringComparer.Ordinal).ToEquatableList();
}
