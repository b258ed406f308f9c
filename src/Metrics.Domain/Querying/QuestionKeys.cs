namespace Metrics.Domain.Querying;

/// <summary>The words that stand beside a question's values, whichever door it comes through.</summary>
public static class QuestionKeys
{
    // What else stands beside a saved query's parameters in GraphQL.
    private static readonly string[] _graphQL = ["first", "after"];

    /// <summary>The keys of a query.</summary>
    public static IReadOnlyList<string> OfQuery { get; } =
        ["metrics", "group_by", "where", "time_range", "time_constraint", "min_max_only", "apply_group_by", "time_zone", "order_by",
            "limit", "offset", "page", "fill", "format", "numbers", "layout", "min_data_version"];

    /// <summary>The keys that a saved query's result takes.</summary>
    public static IReadOnlyList<string> OfResult { get; } =
        ["where", "time_range", "time_constraint", "min_max_only", "apply_group_by", "time_zone",
            "limit", "offset", "page", "format", "numbers", "layout", "min_data_version"];

    /// <summary>The keys of a saved query in a batch.</summary>
    public static IReadOnlyList<string> OfSavedQuery { get; } = [.. OfResult, "saved_query", "parameters"];

    /// <summary>True for a name that a question itself has, so that no parameter may be called so.</summary>
    public static bool IsTaken(string name) =>
        OfQuery.Contains(name) || OfSavedQuery.Contains(name) || _graphQL.Contains(name) || name == "query";
}
