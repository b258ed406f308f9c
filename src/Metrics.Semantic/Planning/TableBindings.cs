using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;

namespace Metrics.Semantic.Planning;

/// <summary>
/// The relation that each semantic model reads in this query. All are from one snapshot, or from the versions that a page pins.
/// </summary>
public sealed class TableBindings(Catalog catalog, IReadOnlyDictionary<string, PublishedTable> tables)
{
    /// <summary>
    /// True when plan and statement are shown to a caller whom policies restrict: they say that there is a policy, and nothing of its
    /// content.
    /// </summary>
    public bool AreVeiled { get; init; }

    /// <summary>The table behind a semantic model.</summary>
    public PublishedTable Of(string model) => tables[catalog.ModelOf(model).Table];

    /// <summary>The part of that table that the caller may see, whichever model declares its policies; null for all of it.</summary>
    internal PlanNode.Guarded? GuardOf(string model) => catalog.Guards.TryGetValue(catalog.ModelOf(model).Table, out var guard)
        ? GuardPlan.Of(guard, model, new TableBindings(guard.Open, tables)) with { IsVeiled = AreVeiled }
        : null;
}
