namespace Metrics.Semantic.Expressions;

/// <summary>Makes patterns of <c>like</c> from a caller's text.</summary>
public static class LikePattern
{
    /// <summary>The pattern that matches only the text itself: <c>100\%</c>.</summary>
    public static string Literal(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
