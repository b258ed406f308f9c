namespace Metrics.Domain.Querying;

/// <summary>The keys of a question, the same at every door.</summary>
public static class QuestionKeys
{
    // Further arguments beside a saved query's parameters in GraphQL.
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

    /// <summary>True for a name that questions use themselves, which no parameter may have.</summary>
    public static bool IsTaken(string name) =>
        OfQuery.Contains(name) || OfSavedQuery.Contains(name) || _graphQL.Contains(name) || name == "query";
}
