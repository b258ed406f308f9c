using System.Text;

namespace Metrics.Semantic.Expressions;

/// <summary>A text that an apostrophe of its own ends too early, as it has to be written: <c>'O''Brien'</c> for <c>'O'Brien'</c>.</summary>
internal static class ApostropheText
{
    private const int Longest = 80;
    private const string Rule = "an apostrophe inside a text is written twice";

    /// <summary>What to write; null where something else is wrong.</summary>
    /// <param name="condition">The whole condition.</param>
    /// <param name="open">Where the text begins that was read last.</param>
    /// <param name="end">Where it ended.</param>
    /// <param name="at">Where reading went wrong, right behind it.</param>
    public static string? Hint(string condition, int open, int end, int at)
    {
        var first = condition[(open + 1)..(end - 1)];
        // Rather a text that was never closed.
        if (first.Length == 0 || first.IndexOfAny(['=', '<', '>']) >= 0 || first.Contains("__", StringComparison.Ordinal)
            || (at > end && condition.AsSpan(at).Count('\'') % 2 == 0))
            return null;
        var close = Close(condition, at);
        var inner = condition[(open + 1)..close];
        return inner.Length > Longest ? $"{Rule}: 'O''Brien'" : $"{Rule}: '{Doubled(inner)}'";
    }

    // The quote that something follows which comes behind values; without one, whatever comes behind them.
    private static int Close(string condition, int at)
    {
        for (var i = at; i < condition.Length; i++)
        {
            if (condition[i] == '\'' && EndsValue(condition.AsSpan(i + 1).TrimStart()))
                return i;
        }

        var next = condition.IndexOfAny([')', ',', ' '], at);
        return next < 0 ? condition.Length : next;
    }

    private static bool EndsValue(ReadOnlySpan<char> rest) => rest.IsEmpty || rest[0] is ')' or ',' or ']'
        || rest.StartsWith("and ", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("or ", StringComparison.OrdinalIgnoreCase);

    // As it would be doubled, or escaped as in other languages.
    private static string Doubled(string inner)
    {
        var text = new StringBuilder();
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length && inner[i + 1] == '\'')
                continue;
            text.Append(inner[i] == '\'' ? "''" : inner[i].ToString());
            if (inner[i] == '\'' && i + 1 < inner.Length && inner[i + 1] == '\'')
                i++;
        }

        return text.ToString();
    }
}
