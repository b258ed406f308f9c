using Metrics.Refresh.Materializations;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Which version of each table a node of this run reads: what the run itself settled, else what is published.</summary>
internal sealed class RunInputs(
    Project project, IReadOnlyDictionary<string, CurrentVersion> published, IReadOnlyDictionary<string, NodeOutcome> settled)
{
    /// <summary>The first stored input without a version to build on, and the reason; null when all have one.</summary>
    public (string Input, DataText Why)? Missing(Node node)
    {
        foreach (var name in node.StoredInputsIn(project.Nodes))
        {
            if (settled.TryGetValue(name, out var outcome) && outcome.Status.LeavesOldVersion())
                return (name, DataText.Open($"'{name}' {outcome.Status.Word()}"));
            if (Find(name) is null)
                return (name, DataText.Open($"'{name}' has never been published and is not selected"));
        }

        return null;
    }

    /// <summary>
    /// The inputs of a node as they are now, fixed for its build. A test that fails meanwhile causes the node to be skipped afterwards, but
    /// does not change what it reads during the build.
    /// </summary>
    public RunInputs AsNowFor(Node node) => new(
        project,
        published,
        node.StoredInputsIn(project.Nodes).Distinct(StringComparer.Ordinal).Where(settled.ContainsKey)
            .ToDictionary(n => n, n => settled[n]));

    public BuiltVersion Of(string name) => Find(name) ?? throw new InvalidOperationException($"'{name}' has no version to read");

    /// <summary>The relation that a data test reads for a table: the new version if there is one, else the published one.</summary>
    public string Reference(string name) => Find(name) is { } version ? RowsAt.Of(version) : throw new MissingTableException(name);

    public bool IsNew(string name) => settled.TryGetValue(name, out var outcome) && outcome.IsNew;

    /// <summary>Every version behind a table built from these inputs.</summary>
    public EquatableList<Ancestor> Ancestors(IReadOnlyList<string> inputs) => inputs
        .Select(Of)
        .SelectMany(v => v.Ancestors.Append(new Ancestor(v.Model, v.Version)))
        .Distinct()
        .OrderBy(a => a.Model, StringComparer.Ordinal).ThenBy(a => a.Version)
        .ToEquatableList();

    /// <summary>The oldest extraction behind these inputs; null when no source is behind them.</summary>
    public DateTimeOffset? AsOf(IReadOnlyList<string> inputs) => inputs.Select(i => Of(i).AsOf).Where(t => t is not null).Min();

    public EquatableList<RejectCount> Rejected(IReadOnlyList<string> inputs) => inputs
        .SelectMany(i => Of(i).Rejected)
        .Distinct()
        .OrderBy(r => r.Table, StringComparer.Ordinal)
        .ToEquatableList();

    /// <summary>The version this run reads of a table; null when there is none.</summary>
    public BuiltVersion? Find(string name)
    {
        if (settled.TryGetValue(name, out var outcome) && outcome.Version is { } version)
            return version;
        return published.TryGetValue(name, out var current) && current.Exists ? current.Built : null;
    }
}
