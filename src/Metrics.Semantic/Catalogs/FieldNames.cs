using System.Collections.Frozen;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Names as GraphQL shows them: <c>store__country</c> is <c>storeCountry</c>. A name's form depends on that name alone, so it never changes
/// with others.
/// </summary>
public static class FieldNames
{
    /// <summary>Fields of a query that are no saved query's.</summary>
    public static FrozenSet<string> OfQueries { get; } =
        FrozenSet.ToFrozenSet(
            ["metrics", "metric", "dimensions", "savedQueries", "runs", "run", "freshness", "lineage", "data", "query"],
            StringComparer.Ordinal);

    /// <summary>Words of the language, which are no metric's and no dimension's: those that join conditions, and constants.</summary>
    public static FrozenSet<string> Words { get; } = FrozenSet.ToFrozenSet(
        ["and", "or", "not", "true", "false", "null"], StringComparer.Ordinal);

    /// <summary>
    /// The name of a field: words between underscores, the first in lower case, the others with a capital. <c>metric_time</c> is
    /// <c>metricTime</c>.
    /// </summary>
    public static string Camel(string name) => Join(name, char.ToLowerInvariant);

    /// <summary>The name of a type: as a field's, with a capital first.</summary>
    public static string Pascal(string name) => Join(name, char.ToUpperInvariant);

    private static string Join(string name, Func<char, char> first)
    {
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Concat(words.Select((w, i) => (i == 0 ? first(w[0]) : char.ToUpperInvariant(w[0])) + w[1..]));
        // GraphQL knows no name without a letter in front but an underscore.
        return joined.Length == 0 || char.IsAsciiDigit(joined[0]) ? "_" + joined : joined;
    }
}
