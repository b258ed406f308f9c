using System.Text.RegularExpressions;

namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>
/// A text with Jinja in it, evaluated without running dbt as far as possible: <c>set</c>, <c>if</c>, expressions. Where a condition is
/// unknown, both branches are followed, and the result is known if they agree.
/// </summary>
internal sealed partial class JinjaTemplate
{
    // Limit of parts; a macro with more does not make a name.
    private const int Longest = 500;

    /// <summary>Limit of characters; names are shorter.</summary>
    public const int LongestText = 4096;

    private int _steps;

    /// <summary>The result: a text, or the value of <c>return</c>.</summary>
    public static JinjaValue Evaluate(string template, JinjaNames names)
    {
        var parts = Parts(template);
        return parts.Count > Longest ? new JinjaValue.Unknown("a macro that is too long") : new JinjaTemplate().From(parts, 0, names, "");
    }

    private JinjaValue From(IReadOnlyList<Part> parts, int at, JinjaNames names, string before)
    {
        for (; at < parts.Count; at++)
        {
            if (++_steps > Longest * 10 || before.Length > LongestText || !names.Budget.Spend())
                return new JinjaValue.Unknown("a macro with too many branches");
            var part = parts[at];
            switch (part.Kind)
            {
                case PartKind.Text:
                    before += part.Code;
                    break;
                case PartKind.Output or PartKind.Do:
                    var value = JinjaExpression.Evaluate(part.Code, names);
                    if (value is JinjaValue.Returned returned)
                        return returned.Value;
                    // Its effect on a list or a mapping is not followed here.
                    if (part.Kind == PartKind.Do)
                        return new JinjaValue.Unknown($"{{% do {part.Code.Trim()} %}}");
                    if (value.Written is not { } written)
                        return value is JinjaValue.Unknown ? value : new JinjaValue.Unknown(part.Code.Trim());
                    before += written;
                    break;
                case PartKind.Set when Assignment().Match(part.Code) is { Success: true } set:
                    names = names.With(set.Groups["name"].Value, JinjaExpression.Evaluate(set.Groups["value"].Value, names));
                    break;
                case PartKind.If:
                    return Branch(parts, at, names, before);
                case PartKind.ElseIf or PartKind.Else:
                    // The branch that was taken ends here.
                    at = EndOf(parts, at);
                    break;
                case PartKind.EndIf:
                    break;
                default:
                    return new JinjaValue.Unknown($"{{% {part.Code.Trim()} %}}");
            }
        }

        return JinjaValue.Of(before);
    }

    // Follows every branch that may be taken, each to the end of the template.
    private JinjaValue Branch(IReadOnlyList<Part> parts, int at, JinjaNames names, string before)
    {
        JinjaValue? result = null;
        JinjaValue.Unknown? unsure = null;
        for (var branch = at; ;)
        {
            var part = parts[branch];
            var condition = part.Kind is PartKind.If or PartKind.ElseIf ? JinjaExpression.Evaluate(part.Code, names) : JinjaValue.Of(true);
            if (condition.Truth is not false)
            {
                var way = From(parts, branch + 1, names, before);
                if (condition.Truth is null)
                    unsure ??= condition as JinjaValue.Unknown ?? new JinjaValue.Unknown(part.Code.Trim());
                if (way is JinjaValue.Unknown || (result is not null && result != way))
                    return unsure ?? way;
                result = way;
                if (condition.Truth is true)
                    return result;
            }

            branch = NextBranch(parts, branch);
            if (branch >= parts.Count)
                return new JinjaValue.Unknown("an if without an end");
        }
    }

    // The next elif, else or endif of the same if.
    private static int NextBranch(IReadOnlyList<Part> parts, int at)
    {
        var depth = 0;
        for (at++; at < parts.Count; at++)
        {
            if (depth == 0 && parts[at].Kind is PartKind.ElseIf or PartKind.Else or PartKind.EndIf)
                break;
            depth += parts[at].Kind switch { PartKind.If => 1, PartKind.EndIf => -1, _ => 0 };
        }

        return at;
    }

    private static int EndOf(IReadOnlyList<Part> parts, int at)
    {
        while (at < parts.Count && parts[at].Kind != PartKind.EndIf)
            at = NextBranch(parts, at);
        return at;
    }

    private static List<Part> Parts(string template)
    {
        var (parts, at, trims) = (new List<Part>(), 0, false);
        foreach (Match tag in Tag().Matches(template))
        {
            Text(template[at..tag.Index], tag.Groups["before"].Success);
            (at, trims) = (tag.Index + tag.Length, tag.Groups["behind"].Success);
            if (tag.Groups["output"] is { Success: true } output)
                parts.Add(new Part(PartKind.Output, output.Value));
            else if (tag.Groups["statement"] is { Success: true } statement)
                parts.Add(Statement(statement.Value.Trim()));
        }

        Text(template[at..], trimsEnd: false);
        return parts;

        void Text(string text, bool trimsEnd)
        {
            text = trims ? text.TrimStart() : text;
            text = trimsEnd ? text.TrimEnd() : text;
            if (text.Length > 0)
                parts.Add(new Part(PartKind.Text, text));
        }
    }

    private static Part Statement(string code)
    {
        var word = FirstWord().Match(code).Value;
        var rest = code[word.Length..];
        return word switch
        {
            "if" => new Part(PartKind.If, rest),
            "elif" => new Part(PartKind.ElseIf, rest),
            "else" => new Part(PartKind.Else, ""),
            "endif" => new Part(PartKind.EndIf, ""),
            "set" => new Part(PartKind.Set, rest),
            "do" => new Part(PartKind.Do, rest),
            _ => new Part(PartKind.Other, code),
        };
    }

    [GeneratedRegex(
        @"\{(?:\{(?<before>-)?(?<output>.*?)(?<behind>-)?\}|%(?<before>-)?(?<statement>.*?)(?<behind>-)?%"
            + @"|#(?<before>-)?.*?(?<behind>-)?#)\}",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\s*(?<name>\w+)\s*=(?!=)(?<value>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^\w*")]
    private static partial Regex FirstWord();

    private enum PartKind
    {
        Text,
        Output,
        Set,
        Do,
        If,
        ElseIf,
        Else,
        EndIf,
        Other,
    }

    private readonly record struct Part(PartKind Kind, string Code);
}
