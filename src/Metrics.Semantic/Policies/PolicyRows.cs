using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Policies;

/// <summary>A condition on rows in our own grammar, in which <c>{{ principal.countries }}</c> stands for the values of an attribute of whoever asks.</summary>
/// <param name="Condition">The condition, with marks where attributes stand.</param>
/// <param name="Attributes">The attributes it speaks of.</param>
/// <param name="Text">As written.</param>
public sealed record PolicyRows(Filter Condition, EquatableList<string> Attributes, string Text)
{
    // Of the characters that mean nothing to anybody, so that no value looks like a mark.
    private const string Mark = "\ue000";

    /// <summary>The condition, or what cannot be read of it.</summary>
    public static Outcome<PolicyRows> Parse(string text)
    {
        if (text.Contains(Mark, StringComparison.Ordinal))
            return Outcome<PolicyRows>.Refused(new Diagnostic(DiagnosticCode.WrongValue, "the condition has characters of no meaning in it"));
        var (attributes, rest, at) = (new List<string>(), new System.Text.StringBuilder(), 0);
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0 && text.IndexOf("}}", open, StringComparison.Ordinal) is var close and >= 0)
        {
            var inside = text[(open + 2)..close].Trim();
            var isAttribute = inside.StartsWith("principal.", StringComparison.Ordinal);
            rest.Append(text, at, (isAttribute ? open : close + 2) - at);
            at = close + 2;
            if (!isAttribute)
                continue;
            var name = inside["principal.".Length..];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return Outcome<PolicyRows>.Refused(new Diagnostic(DiagnosticCode.WrongValue, $"'{inside}' names no attribute", Hint: "write {{ principal.countries }}"));
            attributes.Add(name);
            // After "in" a list, else one value.
            var isList = rest.ToString().TrimEnd().EndsWith(" in", StringComparison.OrdinalIgnoreCase);
            rest.Append(isList ? $"('{Mark}{name}')" : $"'{Mark}{name}'");
        }

        rest.Append(text, at, text.Length - at);
        var parsed = FilterParser.Parse(rest.ToString());
        return parsed.Succeeded(out var filter)
            ? Outcome<PolicyRows>.Of(new PolicyRows(filter, attributes.Distinct().ToEquatableList(), text))
            : Outcome<PolicyRows>.Refused(parsed.Diagnostics);
    }

    /// <summary>The condition for a principal; null when it has no value for one of the attributes, and then no row may be seen.</summary>
    public Filter? For(Principal principal) => Attributes.Any(a => principal.Values(a).Count == 0) ? null : Filled(Condition, principal);

    private static Filter? Filled(Filter filter, Principal principal) => filter switch
    {
        Filter.And and => All(and.All, principal) is { } all ? new Filter.And(all) : null,
        Filter.Or or => All(or.Any, principal) is { } any ? new Filter.Or(any) : null,
        Filter.Not not => Filled(not.Inner, principal) is { } inner ? new Filter.Not(inner) : null,
        Filter.In within => within with { Values = within.Values.SelectMany(v => Values(v, principal)).ToEquatableList() },
        Filter.Compare compare => Single(compare.Left, principal) is { } left && Single(compare.Right, principal) is { } right ? compare with { Left = left, Right = right } : null,
        Filter.Between between => Single(between.Low, principal) is { } low && Single(between.High, principal) is { } high ? between with { Low = low, High = high } : null,
        Filter.Like like when like.Pattern.StartsWith(Mark, StringComparison.Ordinal) => principal.Values(like.Pattern[1..]) is { Count: 1 } one ? like with { Pattern = one[0] } : null,
        var other => other,
    };

    private static EquatableList<Filter>? All(EquatableList<Filter> filters, Principal principal)
    {
        var filled = filters.Select(f => Filled(f, principal)).ToList();
        return filled.Contains(null) ? null : filled.OfType<Filter>().ToEquatableList();
    }

    private static IEnumerable<FilterValue> Values(FilterValue value, Principal principal) =>
        value is FilterValue.Text text && text.Content.StartsWith(Mark, StringComparison.Ordinal)
            ? principal.Values(text.Content[1..]).Select(v => (FilterValue)new FilterValue.Text(v))
            : [value];

    // Where one value stands several would mean nobody knows what; then nothing may be seen.
    private static Operand? Single(Operand operand, Principal principal) =>
        operand is Operand.Value { Constant: FilterValue.Text text } && text.Content.StartsWith(Mark, StringComparison.Ordinal)
            ? principal.Values(text.Content[1..]) is { Count: 1 } one ? new Operand.Value(new FilterValue.Text(one[0])) : null
            : operand;
}
