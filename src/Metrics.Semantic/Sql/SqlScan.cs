using System.Text.RegularExpressions;

namespace Metrics.Semantic.Sql;

/// <summary>Searches SQL text outside its comments and quoted parts.</summary>
public static partial class SqlScan
{
    /// <summary>
    /// The text with comments and string literals replaced by spaces, so that every other character keeps its position; quoted identifiers
    /// stay.
    /// </summary>
    public static string Blank(string sql) => Quoted().Replace(sql, m => m.Value[0] == '"' ? m.Value : new string(' ', m.Length));

    /// <summary>The text with its comments replaced by spaces; quoted parts stay.</summary>
    public static string WithoutComments(string sql) =>
        Quoted().Replace(sql, m => m.Value[0] is '-' or '/' ? new string(' ', m.Length) : m.Value);

    /// <summary>The first function whose result differs from run to run, with its position; null when there is none.</summary>
    public static (string Name, int Position)? FirstVolatile(string sql) =>
        Volatile().Match(Blank(sql)) is { Success: true } match ? (match.Groups["name"].Value, match.Index) : null;

    /// <summary>
    /// The first part whose value may change when it is evaluated again over the same rows, such as <c>now()</c> or <c>'today'</c>; null
    /// when there is none. The bodies of an author's own functions are not examined.
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

    // When cast to a time, these words depend on the current time. Where they are plain texts, an answer that could have been kept is not
    // kept.
    [GeneratedRegex(@"'\s*(now|today|tomorrow|yesterday)\b[^']*'", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Special();

    // With one argument, age() counts up to today.
    [GeneratedRegex(@"(?<![\w.""])age\s*\((?>[^(),]+|(?<open>\()|(?<-open>\))|(?(open),|(?!)))*(?(open)(?!))\)", RegexOptions.IgnoreCase)]
    private static partial Regex AgeOfOne();
}

/// <summary>The authors' own SQL in a statement: every part of it that the planner did not write.</summary>
internal sealed class AuthoredTexts : SqlRewriter
{
    private readonly List<string> _texts = [];

    private AuthoredTexts()
    {
    }

    /// <summary>
    /// The first part whose value may change when the statement runs again over the same rows, such as <c>now()</c>; null when there is
    /// none.
    /// </summary>
    public static string? FirstPassing(SqlSelect select) => In(select).Select(SqlScan.FirstPassing).FirstOrDefault(p => p is not null);

    /// <summary>The texts; in a condition with columns in it, each column is replaced by a name.</summary>
    public static IReadOnlyList<string> In(SqlSelect select) => new AuthoredTexts().Look(select)._texts;

    public override SqlExpression Visit(SqlExpression.Authored expression)
    {
        _texts.Add(expression.Text);
        return expression;
    }

    public override SqlExpression Visit(SqlExpression.Template expression)
    {
        _texts.Add(string.Concat(expression.Parts.Select(p => p is SqlExpression.Verbatim piece ? piece.Text : " x ")));
        return base.Visit(expression);
    }

    private AuthoredTexts Look(SqlSelect select)
    {
        Change(select);
        Look(select.From);
        foreach (var join in select.Joins)
            Look(join.Source);
        return this;
    }

    private AuthoredTexts Look(SqlSource source) => source.Match(
        relation => this, veiled => this, nothing => this, subselect => Look(subselect.Select),
        union =>
        {
            foreach (var select in union.Selects)
                Look(select);
            return this;
        });
}
