using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;

namespace Metrics.Semantic.Planning;

/// <summary>Which relation stands for each semantic model in this query; all from one snapshot, or from the versions a page pins.</summary>
public sealed class TableBindings(Catalog catalog, IReadOnlyDictionary<string, PublishedTable> tables)
{
    /// <summary>
    /// True where plan and statement are shown to somebody who is held to policies: that there is one is said, and nothing of what it says.
    /// </summary>
    public bool AreVeiled { get; init; }

    /// <summary>The table behind a semantic model.</summary>
    public PublishedTable Of(string model) => tables[catalog.ModelOf(model).Table];

    /// <summary>What may be seen of that table, whichever model its policies stand in; null for all of it.</summary>
    internal PlanNode.Guarded? GuardOf(string model) => catalog.Guards.TryGetValue(catalog.ModelOf(model).Table, out var guard)
        ? GuardPlan.Of(guard, model, new TableBindings(guard.Open, tables)) with { IsVeiled = AreVeiled }
        : null;
}
