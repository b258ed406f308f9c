using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// What a filter means by a name stands in braces. A column that is called as a dimension is, and one that nobody knows, are told apart by
/// the store alone: what it refuses is told with the same words when the catalog meets its tables.
/// </summary>
internal static class NamesOutsideBraces
{
    public static IEnumerable<Finding> Check(RuleContext context) =>
        from key in context.Set.Metrics.Select(m => DefinitionKey.OfMetric(m.Name))
            .Concat(context.Set.SavedQueries.Select(q => DefinitionKey.OfSavedQuery(q.Name)))
        from filter in BareFilterNames.Of(context.Set, key)
        // Beside the same name in braces it is a column of the statement.
        let braced = filter.Names.Select(n => n.Text).ToHashSet(StringComparer.OrdinalIgnoreCase)
        from bare in BareNames.In(filter)
        where !braced.Contains(bare) && BareFilterNames.IsKnown(context.Names, key, bare)
        select BareFilterNames.Problem(context.Names, key, filter, bare);
}
