using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Planning;

/// <summary>Which relation stands for each semantic model in this query; all from one snapshot, or from the versions a page pins.</summary>
public sealed class TableBindings(Catalog catalog, IReadOnlyDictionary<string, PublishedTable> tables)
{
    /// <summary>The table behind a semantic model.</summary>
    public PublishedTable Of(string model) => tables[catalog.ModelOf(model).Table];
}
