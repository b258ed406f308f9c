using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>Finds the text that somebody wrote into a condition without its quotes, and writes it as it has to be.</summary>
internal static partial class UnquotedText
{
    private const int LongestPiece = 80;
    private const string Rule = "texts are written in single quotes";

    // What is no text by itself; 'In progress' may be one.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "between", "like", "ilike", "is", "null", "true", "false",
    };

    /// <summary>What to write; null where something else than a text is probably meant.</summary>
    /// <param name="condition">The whole condition.</param>
    /// <param name="from">Where the comparison begins that the value belongs to.</param>
    /// <param name="value">Where the value would begin.</param>
    /// <param name="at">Where reading went wrong.</param>
    /// <param name="isListed">True inside <c>in (…)</c>.</param>
    public static string? Hint(string condition, int from, int value, int at, bool isListed)
    {
        var end = End(condition, value, isListed);
        var written = condition[value..end].Trim();
        if (at >= end || !IsLikely(written))
            return null;
        var text = written is ['"', .. var inner, '"'] ? inner : written;
        var before = condition[from..value].Trim();
        var behind = !isListed ? "" : end < condition.Length && condition[end] == ',' ? ", …)" : ")";
        return before.Length + text.Length > LongestPiece ? $"{Rule}: '{text}'"
            : $"{Rule}: {before}{(before.EndsWith('(') ? "" : " ")}'{text}'{behind}";
    }

    /// <summary>The same of a name that means nothing and is compared with one; null where it is not.</summary>
    public static string? Hint(IEnumerable<Filter> conditions, string unknown) =>
        unknown.Contains("__", StringComparison.Ordinal) ? null
            : conditions.SelectMany(Leaves).Select(l => Hint(l, unknown)).FirstOrDefault(h => h is not null);

    /// <summary>Problems of a question, with what to write where a name that means nothing is a text without its quotes.</summary>
    public static IEnumerable<Diagnostic> Hinted(IEnumerable<Diagnostic> problems, EquatableList<Filter> conditions) => problems.Select(p =>
        p.Unknown is { } unknown && Hint(conditions, unknown) is { } hint
            ? p with { Hint = p.Hint is null ? hint : $"{hint}; {p.Hint}" } : p);

    private static string? Hint(Filter leaf, string unknown) => leaf switch
    {
        Filter.Compare { Left: Operand.Name } compare when IsName(compare.Right, unknown) && !IsName(compare.Left, unknown) =>
            $"{Rule}: {FilterText.Print(compare.Left)} {compare.Operator.Symbol()} '{unknown}'",
        Filter.Compare { Right: Operand.Name } compare when IsName(compare.Left, unknown) && !IsName(compare.Right, unknown) =>
            $"{Rule}: '{unknown}' {compare.Operator.Symbol()} {FilterText.Print(compare.Right)}",
        Filter.Between { Of: Operand.Name of } between when IsName(between.Low, unknown) || IsName(between.High, unknown) =>
            $"{Rule}: {FilterText.Print(of)} between {Bound(between.Low, unknown)} and {Bound(between.High, unknown)}",
        _ => null,
    };

    private static IEnumerable<Filter> Leaves(Filter filter) => filter switch
    {
        Filter.And and => and.All.SelectMany(Leaves),
        Filter.Or or => or.Any.SelectMany(Leaves),
        Filter.Not not => Leaves(not.Inner),
        _ => [filter],
    };

    private static bool IsName(Operand operand, string text) => operand is Operand.Name { Kind: NameKind.Any } name && name.Text == text;

    // Where one bound is a text, the other is none but a text.
    private static string Bound(Operand bound, string unknown) =>
        bound is Operand.Name { Kind: NameKind.Any } name && (name.Text == unknown || !name.Text.Contains("__", StringComparison.Ordinal))
            ? $"'{name.Text}'" : FilterText.Print(bound);

    // The end of what may be one value: what comes next in a condition.
    private static int End(string condition, int value, bool isListed)
    {
        var next = NextPart().Match(condition, value);
        var end = next.Success ? next.Index : condition.Length;
        var comma = isListed ? condition.IndexOf(',', value) : -1;
        return comma >= 0 && comma < end ? comma : end;
    }

    private static bool IsLikely(string written) =>
        written.Length > 0
        && !Words.Contains(written)
        && written.IndexOfAny(['\'', '(', ')', '{', '}', '=', '<', '>', ';', '\n', '[', ']']) < 0
        && (!written.Contains('"') || (written is ['"', .. var inner, '"'] && !inner.Contains('"')))
        && !Calculation().IsMatch(written) && !Number().IsMatch(written) && !Path().IsMatch(written);

    [GeneratedRegex(@"\)|\s(and|or)\s", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex NextPart();

    // Signs with blanks around, and what SQL has between values or before them.
    [GeneratedRegex(@"\s[-+*/|%]+\s|^[-+*/]\s*[\p{L}_]|^\d+[-+*/]\d+$|--|/\*|::|\|\|", RegexOptions.CultureInvariant)]
    private static partial Regex Calculation();

    // Two signs between digits are a date, a time or an address; one is a number in somebody's writing.
    [GeneratedRegex(@"^[-+]?(\d+([.,]\d*)?|\d*\.\d+)([eE][-+]?\d+)?$|^0[xX][0-9a-fA-F]+$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // store.country is a name that is written otherwise.
    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}
