using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Runs;

/// <summary>Lists skipped tables by the failure that caused the skip: one line per failure, however many tables it affects.</summary>
internal static class SkippedTables
{
    /// <summary>Such as <c>shop__orders ended as source_failed, so these were skipped: dim_customer, fct_orders</c>.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<NodeOutcome> outcomes)
    {
        var byName = outcomes.ToDictionary(o => o.Node.Name, StringComparer.Ordinal);
        return outcomes.Where(o => o.Status == AttemptStatus.Skipped)
            .GroupBy(o => Cause(o, byName))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key}, so {(g.Count() == 1 ? "this was" : "these were")} skipped: "
                + NameList.Of([.. g.Select(o => o.Node.Name).Order(StringComparer.Ordinal)]));
    }

    // The table that failed itself, however far upstream. The graph has no cycles, so this ends.
    private static string Cause(NodeOutcome outcome, Dictionary<string, NodeOutcome> byName)
    {
        while (outcome is { Status: AttemptStatus.Skipped, Missed: { } missed } && byName.TryGetValue(missed, out var behind))
            outcome = behind;
        return outcome.Status == AttemptStatus.Skipped ? outcome.Detail ?? "an input is missing"
            : $"{outcome.Node.Name} ended as {outcome.Status.Word()}";
    }
}
