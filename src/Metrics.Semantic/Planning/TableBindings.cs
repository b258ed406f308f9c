using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Planning;

/// <summary>Which relation stands for each semantic model in this query; all from one snapshot, or from the versions a page pins.</summary>
public sealed class TableBindings(Catalog catalog, IReadOnlyDictionary<string, PublishedTable> tables)
{
    /// <summary>The table behind a semantic model.</summary>
    public PublishedTable Of(string model) => tables[catalog.ModelOf(model).Table];

    /// <summary>What may be seen of that table; null for all of it.</summary>
    internal PlanNode.Guarded? GuardOf(string model) =>
        catalog.Guards.TryGetValue(model, out var guard) ? GuardPlan.Of(guard, model, new TableBindings(guard.Open, tables)) : null;
}
