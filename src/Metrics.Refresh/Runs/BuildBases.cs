using Metrics.Refresh.Graph;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>Finds the version that a new version of an incremental model or a snapshot can be built on.</summary>
internal sealed class BuildBases(Project project, VersionLog versions, RunOptions options)
{
    public async Task<BuildBasis> FindAsync(
        ModelNode model, BuiltVersion? current, string definition, RunInputs inputs, CancellationToken ct)
    {
        if (options.FullRefresh && (model.Snapshot is null || options.DiscardHistory) || current?.RowsAt is null
            || current.Materialization != model.Kind)
            return new BuildBasis(null, InPlace: false, null);
        // A snapshot keeps its rows even if its query changes.
        if (model.Snapshot is null && current.Definition != definition)
            return new BuildBasis(null, InPlace: false, null);
        var inPlace = !await HasLateReadersAsync(current, ct);
        var changes = current.Definition == definition && !model.Volatile && model.Increment is { } increment
            ? await ChangesAsync(model, increment, current, inputs, ct)
            : null;
        var rule = project.Settings.Refresh.Rebuild;
        return new BuildBasis(current, inPlace, changes)
        {
            Rule = rule,
            Large = model.Snapshot is null && changes is null ? await LargestInputAsync(model, current, rule, inputs, ct) : null,
        };
    }

    // If it is not known row by row what changed, the input with the most rows decides: what it grew or shrank by counts as new.
    private async Task<LargeChange?> LargestInputAsync(
        ModelNode model, BuiltVersion current, RebuildRule rule, RunInputs inputs, CancellationToken ct)
    {
        if (model.StoredInputsIn(project.Nodes).Select(inputs.Of).MaxBy(v => v.Rows) is not { Model: var name } largest
            || BuiltFrom(current, name) is not { } before)
            return null;
        return await versions.RowsAsync(name, before, ct) is { } rows ? rule.OfGrowth(rows, largest.Rows, LargeChange.RowsOf(name)) : null;
    }

    /// <summary>True when rows of later versions, rolled back a moment ago, may still have readers.</summary>
    public Task<bool> HasLateReadersAsync(BuiltVersion basis, CancellationToken ct)
    {
        var settings = project.Settings.Refresh;
        return versions.HasLateReadersAsync(basis, settings.LongestStatement + settings.Lease, ct);
    }

    // Changes are known row by row only if no other input changed, and if the version that the model was built from is still kept in the
    // same relation.
    private async Task<InputChanges?> ChangesAsync(
        ModelNode model, Increment increment, BuiltVersion current, RunInputs inputs, CancellationToken ct)
    {
        long? since = null;
        foreach (var name in model.StoredInputsIn(project.Nodes))
        {
            if (BuiltFrom(current, name) is not { } version)
                return null;
            if (name == increment.From)
                since = version;
            else if (inputs.Of(name).Version != version)
                return null;
        }

        return since is { } from && inputs.Of(increment.From) is { RowsAt: not null } input
            && await versions.KeptAsync(increment.From, from, ct) == input.Relation
            ? new InputChanges(input, from)
            : null;
    }

    // With two versions of one input among the ancestors, it is not known which one the model's own query read.
    private static long? BuiltFrom(BuiltVersion current, string name)
    {
        var found = current.Ancestors.Where(a => a.Model == name).Select(a => a.Version).ToList();
        return found.Count == 1 ? found[0] : null;
    }
}
