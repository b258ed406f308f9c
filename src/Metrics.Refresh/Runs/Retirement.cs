using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Published tables that nothing in the project makes. A run of the whole project without failures retires them.</summary>
internal static class Retirement
{
    public static EquatableList<string> Of(Project project, IReadOnlyDictionary<string, CurrentVersion> published) =>
        published.Keys.Where(m => !project.Nodes.ContainsKey(m)).ToEquatableList();

    /// <summary>Their names with the schema, which the project no longer knows.</summary>
    public static EquatableList<string> Names(EquatableList<string> retired, IReadOnlyDictionary<string, CurrentVersion> published) =>
        retired.Select(m => $"{published[m].Built.Layer.Word()}.{m}").Order(StringComparer.Ordinal).ToEquatableList();
}
