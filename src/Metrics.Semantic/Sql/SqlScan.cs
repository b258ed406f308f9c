using System.Text.RegularExpressions;

namespace Metrics.Semantic.Sql;

/// <summary>Looks at SQL without its comments and quoted parts.</summary>
public static partial class SqlScan
{
    /// <summary>
    /// The text with comments and string literals blanked out, every other character in its place; quoted identifiers stay.
    /// </summary>
    public static string Blank(string sql) => Quoted().Replace(sql, m => m.Value[0] == '"' ? m.Value : new string(' ', m.Length));

    /// <summary>The text with its comments blanked out; quoted parts stay.</summary>
    public static string WithoutComments(string sql) =>
        Quoted().Replace(sql, m => m.Value[0] is '-' or '/' ? new string(' ', m.Length) : m.Value);

    /// <summary>The first function whose answer differs from run to run, with its position; null when there is none.</summary>
    public static (string Name, int Position)? FirstVolatile(string sql) =>
        Volatile().Match(Blank(sql)) is { Success: true } match ? (match.Groups["name"].Value, match.Index) : null;

    /// <summary>
    /// What in it may give something else when it is asked again over the same rows, such as <c>now()</c> or <c>'today'</c>; null when
    /// nothing does. An author's own functions are not looked into.
    /// </summary>
    public static string? FirstPassing(string sql) =>
        FirstVolatile(sql)?.Name
            ?? (Special().Match(sql) is { Success: true } word ? word.Value : AgeOfOne().IsMatch(Blank(sql)) ? "age" : null);

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$(?<tag>[A-Za-z_]*)\$.*?\$\k<tag>\$|""(?:[^""]|"""")*""", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"(?<![\w.""])(?<name>current_date|current_time|current_timestamp|localtime|localtimestamp|"
        + @"(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|"
        + @"setseed|gen_random_uuid|uuid_generate_v4|nextval|txid_current)(?=\s*\())(?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Volatile();

    // Cast to a time, these words are times; where they are only texts, an answer is not kept that could have been.
    [GeneratedRegex(@"'\s*(now|today|tomorrow|yesterday)\b[^']*'", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Special();

    // With one argument it counts up to today.
    [GeneratedRegex(@"(?<![\w.""])age\s*\((?>[^(),]+|(?<open>\()|(?<-open>\))|(?(open),|(?!)))*(?(open)(?!))\)", RegexOptions.IgnoreCase)]
    private static partial Regex AgeOfOne();
}
