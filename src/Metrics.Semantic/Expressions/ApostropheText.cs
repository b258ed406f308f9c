using System.Text;

namespace Metrics.Semantic.Expressions;

/// <summary>Corrects a text that ends early because of an apostrophe inside it: <c>'O''Brien'</c> for <c>'O'Brien'</c>.</summary>
internal static class ApostropheText
{
    private const int Longest = 80;
    private const string Rule = "an apostrophe inside a text is written twice";

    /// <summary>The hint; null where something else is wrong.</summary>
    /// <param name="condition">The whole condition.</param>
    /// <param name="open">Where the last text that was read begins.</param>
    /// <param name="end">Where that text ended.</param>
    /// <param name="at">Where reading failed, right after that text.</param>
    public static string? Hint(string condition, int open, int end, int at)
    {
        var first = condition[(open + 1)..(end - 1)];
        // More likely a text that was never closed.
        if (first.Length == 0 || first.IndexOfAny(['=', '<', '>']) >= 0 || first.Contains("__", StringComparison.Ordinal)
            || (at > end && condition.AsSpan(at).Count('\'') % 2 == 0))
            return null;
        var close = Close(condition, at);
        var inner = condition[(open + 1)..close];
        return inner.Length > Longest ? $"{Rule}: 'O''Brien'" : $"{Rule}: '{Doubled(inner)}'";
    }

    // The closing quote: the next one before something that can follow a value; without one, the first character that can follow a value.
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

    // Doubles each apostrophe that is not doubled already; one that is escaped with a backslash, as in other languages, is doubled instead.
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
