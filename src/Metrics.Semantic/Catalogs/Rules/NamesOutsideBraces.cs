using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// A filter's names are written in braces. Only what cannot be a column in any statement is refused here: the plain name of a dimension
/// that is compared with something. A name that may be a column, because it is grouped by or in braces elsewhere, or that may be a word of
/// SQL, is left to the store. What the store refuses gets the same message when the catalog is bound to its tables.
/// </summary>
internal static class NamesOutsideBraces
{
    public static IEnumerable<Finding> Check(RuleContext context)
    {
        var set = context.Set;
        // Rows of events, and of questions without metrics, have columns of their own.
        var simple = set.Metrics.OfType<SimpleMetric>().Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var keys = simple.Select(DefinitionKey.OfMetric).Concat(set.SavedQueries
            .Where(q => q.Query.Metrics.Count > 0 && q.Query.Metrics.All(m => simple.Contains(m.Name)))
            .Select(q => DefinitionKey.OfSavedQuery(q.Name)));
        var plain = PlainNames(set);
        return
            from key in keys
            from filter in BareFilterNames.Of(set, key)
            from bare in BareNames.Compared(filter)
            where plain.Contains(bare)
            select BareFilterNames.Problem(context.Names, key, filter, bare);
    }

    // Columns are named after entities, and after dimensions with their entities; the end of a balance is named after its time alone.
    private static HashSet<string> PlainNames(DefinitionSet set)
    {
        var dimensions = set.Models.SelectMany(m => m.Dimensions).ToList();
        var names = dimensions.Where(d => !d.IsTime && d.Name.Length > 1).Select(d => d.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        names.ExceptWith(dimensions.Where(d => d.IsTime).Select(d => d.Name));
        names.ExceptWith(set.Models.SelectMany(m => m.Entities).Select(e => e.Name));
        names.ExceptWith(set.Models.Select(m => m.PrimaryEntity).OfType<string>());
        names.ExceptWith(set.Metrics.Select(m => m.Name));
        return names;
    }
}
