namespace Metrics.Semantic.Expressions;

/// <summary>Finds the bare words of an author's SQL: outside quotes and comments, and not after a point.</summary>
internal static class SqlWords
{
    private static readonly HashSet<string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        "user", "current_user", "session_user", "system_user", "current_role", "current_catalog", "current_schema", "current_date",
        "current_time", "current_timestamp", "localtime", "localtimestamp", "true", "false", "null",
    };

    /// <summary>True for a word that, used alone, is a value even if a column has that name.</summary>
    public static bool IsValue(string word) => Values.Contains(word);

    public static IEnumerable<(string Word, int Start)> In(string sql)
    {
        for (var i = 0; i < sql.Length; i++)
        {
            var c = sql[i];
            if (c is '\'' or '"')
                i = End(sql, sql.IndexOf(c, i + 1), 0);
            else if (c == '-' && Next(sql, i) == '-')
                i = End(sql, sql.IndexOf('\n', i), 0);
            else if (c == '/' && Next(sql, i) == '*')
                i = End(sql, sql.IndexOf("*/", i + 2, StringComparison.Ordinal), 1);
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var start = i;
                while (i + 1 < sql.Length && (char.IsAsciiLetterOrDigit(sql[i + 1]) || sql[i + 1] == '_'))
                    i++;
                if (start == 0 || sql[start - 1] != '.')
                    yield return (sql[start..(i + 1)], start);
            }
            else if (char.IsAsciiDigit(c))
            {
                while (i + 1 < sql.Length && (char.IsAsciiLetterOrDigit(sql[i + 1]) || sql[i + 1] == '_'))
                    i++;
            }
        }
    }

    private static char Next(string sql, int at) => at + 1 < sql.Length ? sql[at + 1] : '\0';

    // A quote or comment that is never closed extends to the end.
    private static int End(string sql, int found, int more) => found < 0 ? sql.Length : found + more;
}
