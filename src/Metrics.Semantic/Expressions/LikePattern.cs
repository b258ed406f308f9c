namespace Metrics.Semantic.Expressions;

/// <summary>Patterns of <c>like</c> made of a caller's text.</summary>
public static class LikePattern
{
    /// <summary>The pattern that only the text itself matches: <c>100\%</c>.</summary>
    public static string Literal(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
