using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>There is one time spine for each grain, and one is as fine as the finest time dimension.</summary>
internal static class TimeSpines
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        if (written.Models.Count == 0 || written.Spines.Count == 0)
            yield break;
        foreach (var twice in Twice(written))
            yield return twice;
        var grains = written.Models.SelectMany(m => m.Dimensions).Where(d => d.HasTypeParams).Select(d => d.Grain).ToList();
        var finest = written.Spines.MinBy(s => s.Grain)!;
        if (grains.Count == 0)
            yield return Doubtful(finest, "there is no time dimension");
        else if (grains.Min() < finest.Grain)
            yield return Doubtful(finest, $"no time spine is as fine as the time dimensions with the grain {grains.Min()!.Value.Word()}");
    }

    /// <summary>Reports spines of one grain, of which only one is used.</summary>
    public static IEnumerable<Finding> Twice(WrittenManifest written) =>
        written.Spines.GroupBy(s => s.Grain).Where(g => g.Count() > 1).Select(same => Doubtful(
        same.Last(),
        $"there are several with {(same.Key is { } grain ? $"the grain {grain.Word()}" : "no grain")}, of which one is used: "
        + $"{string.Join(", ", same.Select(s => s.RelationName))}"));

    private static Finding Doubtful(WrittenSpine spine, string message) =>
        new DefinitionKey(DefinitionKind.TimeSpine, spine.Table).Doubtful(
            message, spine.Location, "questions that need one at a finer grain are refused");
}
