using System.Text.RegularExpressions;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>Finds a text that was written into a condition without quotes, and shows how to write it.</summary>
internal static partial class UnquotedText
{
    private const int LongestPiece = 80;
    private const string Rule = "texts are written in single quotes";

    // Words that alone are not an unquoted text; 'In progress' may be one.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "between", "like", "ilike", "is", "null", "true", "false",
    };

    /// <summary>The hint; null where probably no text is meant.</summary>
    /// <param name="condition">The whole condition.</param>
    /// <param name="from">Where the comparison with the value begins.</param>
    /// <param name="value">Where the value would begin.</param>
    /// <param name="at">Where reading failed.</param>
    /// <param name="isListed">True inside <c>in (…)</c>.</param>
    public static string? Hint(string condition, int from, int value, int at, bool isListed)
    {
        var end = End(condition, value, isListed);
        var before = Bounded(condition[from..value].Trim());
        if (at < end && CalendarText.Of(condition[value..end].Trim()) is { } span)
        {
            return span.Range(
                before.Length <= LongestPiece && Compared().Match(before) is { Success: true } of ? of.Groups["name"].Value
                    : "metric_time");
        }

        if (at >= end || Quoted(condition[value..end].Trim(), isOrder: Order().IsMatch(before)) is not { } text)
            return null;
        var behind = isListed ? end < condition.Length && condition[end] == ',' ? ", …)" : ")"
            : before.EndsWith(" between", StringComparison.OrdinalIgnoreCase) ? $" and {OtherBound(condition, end)}" : "";
        return before.Length + text.Length + behind.Length > LongestPiece ? $"{Rule}: {text}"
            : $"{Rule}: {before}{(before.EndsWith('(') ? "" : " ")}{text}{behind}";
    }

    /// <summary>The same for an unknown name that is compared with a known one; null where it is not.</summary>
    public static UnquotedHint? Hint(IEnumerable<Filter> conditions, string unknown) =>
        unknown.Contains("__", StringComparison.Ordinal) || SqlWords.IsValue(unknown) ? null
            : conditions.SelectMany(Leaves).Select(l => Hint(l, unknown)).FirstOrDefault(h => h is not null);

    private static UnquotedHint? Hint(Filter leaf, string unknown) => leaf switch
    {
        Filter.Compare { Left: Operand.Name of } compare when IsName(compare.Right, unknown) && !IsName(compare.Left, unknown) =>
            new(of, $"{Rule}: {FilterText.Print(of)} {compare.Operator.Symbol()} '{unknown}'"),
        Filter.Compare { Right: Operand.Name of } compare when IsName(compare.Left, unknown) && !IsName(compare.Right, unknown) =>
            new(of, $"{Rule}: '{unknown}' {compare.Operator.Symbol()} {FilterText.Print(of)}") { IsBehind = true },
        Filter.Between { Of: Operand.Name of } between when IsName(between.Low, unknown) || IsName(between.High, unknown) =>
            new(of, $"{Rule}: {FilterText.Print(of)} between {Bound(between.Low, unknown)} and {Bound(between.High, unknown)}"),
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

    // When one bound is a text, so is the other, unless it is a name with its entity or a value.
    private static string Bound(Operand bound, string unknown) =>
        bound is Operand.Name { Kind: NameKind.Any } name && (name.Text == unknown || !name.Text.Contains("__", StringComparison.Ordinal))
            ? $"'{name.Text}'" : FilterText.Print(bound);

    // The end of what may be one value: where the next part of a condition begins.
    private static int End(string condition, int value, bool isListed)
    {
        var next = NextPart().Match(condition, value);
        var end = next.Success ? next.Index : condition.Length;
        var comma = isListed ? condition.IndexOf(',', value) : -1;
        return comma >= 0 && comma < end ? comma : end;
    }

    // The value as it must be written; null when it is no value, or no text.
    private static string? Quoted(string written, bool isOrder)
    {
        // For example date 2026-01-31.
        var (type, value) = Typed().Match(written) is { Success: true } typed
            ? (typed.Groups["type"].Value + " ", typed.Groups["value"].Value) : ("", written);
        // An operand of <, <=, > or >= is rarely a text, unless it is a time or cannot be a name.
        value = OtherQuotes().Match(value) is { Success: true } other ? $"\"{other.Groups["text"].Value}\"" : value;
        if (!IsLikely(value) || (isOrder && !Moment().IsMatch(value) && value[0] != '"' && value.All(char.IsAscii)))
            return null;
        return $"{type}'{(value is ['"', .. var inner, '"'] ? inner : value)}'";
    }

    // When the upper bound is a text, so is the lower one, unless it is a name with its entity.
    private static string Bounded(string before) => NameBelow().Match(before) is { Success: true } lower
        && lower.Groups["low"] is var low && !low.Value.Contains("__", StringComparison.Ordinal)
        ? $"{before[..low.Index]}'{low.Value}'{before[(low.Index + low.Length)..]}" : before;

    // The upper bound, which follows the lower one that ends here.
    private static string OtherBound(string condition, int end)
    {
        if (And().Match(condition, end) is not { Success: true } and)
            return "…";
        var from = and.Index + and.Length;
        if (Whole().Match(condition, from) is { Success: true } whole)
            return whole.Value;
        return Quoted(condition[from..End(condition, from, isListed: false)].Trim(), isOrder: false) ?? "…";
    }

    private static bool IsLikely(string written) =>
        written.Length > 0
        && !Words.Contains(written)
        && written.IndexOfAny(['\'', '(', ')', '{', '}', '=', '<', '>', ';', '\n', '[', ']']) < 0
        && (!written.Contains('"') || (written is ['"', .. var inner, '"'] && !inner.Contains('"')))
        && !Calculation().IsMatch(written) && !Number().IsMatch(written) && !Path().IsMatch(written) && !Sql().IsMatch(written);

    [GeneratedRegex(@"\)|\s(and|or)\s", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex NextPart();

    [GeneratedRegex(@"\G\s+and\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex And();

    [GeneratedRegex(@"\sbetween\s+(?<low>[A-Za-z_]\w*)\s+and$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex NameBelow();

    // A text, a number, or a name with its entities, followed by the end of the value.
    [GeneratedRegex(@"\G('([^']|'')*'|[-+]?\d+(\.\d+)?|[A-Za-z_]\w*__\w+)(?=\s*(\)|$|\s(and|or)\s))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    // The name on the left of a comparison.
    [GeneratedRegex(@"^(?<name>[A-Za-z_]\w*)\s*([<>=!]{1,2}|\s(not\s+)?(between|in\s*\())$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Compared();

    [GeneratedRegex(@"(<=|>=|<|(?<!<)>)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Order();

    [GeneratedRegex(@"^(?<type>date|timestamp)\s+(?<value>\d\S*(\s+\d\d:\S+)?)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Typed();

    // A date, perhaps with a time of day, or a time of day alone.
    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:?\d\d)?)?|\d{1,2}:\d\d(:\d\d(\.\d+)?)?)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Moment();

    // Quotes as word processors and other languages write them.
    [GeneratedRegex("^[\u2018\u2019\u201A\u201C\u201D\u201E\u00AB\u00BB`](?<text>.+)[\u2018\u2019\u201C\u201D\u00AB\u00BB`\u00B4]$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OtherQuotes();

    // Signs between blanks, SQL's operators between or before values, and signs after something that can only be a name.
    [GeneratedRegex(
        @"\s[-+*/|%]+\s|^[-+*/]\s*[\p{L}_]|^\d+[-+*/]\d+$|--|/\*|::|\|\||\w\s*\*\s*\w|^[A-Za-z_]\w*\s*[+/]\s*\d+$|\w__\w",
        RegexOptions.CultureInvariant)]
    private static partial Regex Calculation();

    // Numbers. Two signs between digits make a date, a time or an address. One sign, or one before each group of three digits, makes a
    // number in some notation, as does a sign of percent or currency at the end.
    [GeneratedRegex(
        @"^[-+]?(\d+([.,]\d*)?|\d*\.\d+)([eE][-+]?\d+)?\s*[%€$£]?$|^[-+]?\d{1,3}([., _\u00A0]\d{3})+([.,]\d+)?\s*[%€$£]?$"
            + "|^0[xX][0-9a-fA-F]+$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // SQL's words after a value, or in place of one.
    [GeneratedRegex(
        @"\sis\s+(not\s+)?(null|true|false|distinct)\b|\s(limit|offset)\s+\d|\s(order|group)\s+by\s|\s(asc|desc)$"
            + @"|^(current_(date|time|timestamp)|localtime(stamp)?|interval|date|timestamp)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Sql();

    // store.country is a name in another notation.
    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}

/// <summary>A hint for an unknown name that may be a text without its quotes.</summary>
/// <param name="Beside">The name it is compared with; if that is not a text, the hint would be wrong.</param>
/// <param name="Words">The hint.</param>
internal sealed record UnquotedHint(Operand.Name Beside, string Words)
{
    /// <summary>True when the known name comes after what may be a text; usually it comes before it.</summary>
    public bool IsBehind { get; init; }
}
