using System.Collections.Frozen;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Names as GraphQL shows them: <c>store__country</c> is <c>storeCountry</c>. A name's form depends on that name alone, so it does not
/// change when others are added.
/// </summary>
public static class FieldNames
{
    /// <summary>Fields of GraphQL's query type that are not saved queries.</summary>
    public static FrozenSet<string> OfQueries { get; } =
        FrozenSet.ToFrozenSet(
            ["metrics", "metric", "dimensions", "savedQueries", "runs", "run", "freshness", "lineage", "data", "query"],
            StringComparer.Ordinal);

    /// <summary>Words that no metric's or dimension's field may have in GraphQL: <c>and</c>, <c>or</c>, <c>not</c>, constants.</summary>
    public static FrozenSet<string> Words { get; } = FrozenSet.ToFrozenSet(
        ["and", "or", "not", "true", "false", "null"], StringComparer.Ordinal);

    /// <summary>
    /// The name of a field: the words between underscores, the first in lower case, the others with a capital. <c>metric_time</c> becomes
    /// <c>metricTime</c>.
    /// </summary>
    public static string Camel(string name) => Join(name, char.ToLowerInvariant);

    /// <summary>The name of a type: like a field's, but beginning with a capital.</summary>
    public static string Pascal(string name) => Join(name, char.ToUpperInvariant);

    private static string Join(string name, Func<char, char> first)
    {
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Concat(words.Select((w, i) => (i == 0 ? first(w[0]) : char.ToUpperInvariant(w[0])) + w[1..]));
        // A name in GraphQL begins with a letter or an underscore.
        return joined.Length == 0 || char.IsAsciiDigit(joined[0]) ? "_" + joined : joined;
    }
}
