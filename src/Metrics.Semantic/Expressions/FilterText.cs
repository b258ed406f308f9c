using System.Diagnostics;
using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>Writes a condition in its canonical form; parsing that gives the same condition again.</summary>
public static class FilterText
{
    /// <summary>The condition as a caller would write it.</summary>
    public static string Print(Filter filter) => filter switch
    {
        Filter.Compare compare => $"{Print(compare.Left)} {compare.Operator.Symbol()} {Print(compare.Right)}",
        Filter.In or Filter.Between or Filter.Like or Filter.IsNull => Test(filter, ""),
        Filter.Not { Inner: Filter.In or Filter.Between or Filter.Like or Filter.IsNull } not => Test(not.Inner, "not "),
        Filter.Not not => $"not ({Print(not.Inner)})",
        Filter.And and => Join(" and ", and.All, "true"),
        Filter.Or or => Join(" or ", or.Any, "false"),
        _ => throw new UnreachableException(),
    };

    /// <summary>A name or value as a caller would write it.</summary>
    public static string Print(Operand operand) => operand switch
    {
        Operand.Name { Cast: not TimeCast.None } name =>
            $"cast({Print(name with { Cast = TimeCast.None })} as {(name.Cast == TimeCast.Date ? "date" : "timestamp")})",
        Operand.Name { Kind: NameKind.Any } name => name.Text,
        Operand.Name { By.Count: > 0 } name =>
            $"{{{{ {name.Kind}('{name.Text}', group_by=[{string.Join(", ", name.By.Select(b => $"'{b}'"))}]) }}}}",
        Operand.Name name => $"{{{{ {name.Kind}('{name.Text}') }}}}",
        Operand.Value value => Print(value.Constant),
        _ => throw new UnreachableException(),
    };

    /// <summary>A value as a caller would write it.</summary>
    public static string Print(FilterValue value) => value switch
    {
        FilterValue.Text text => $"'{text.Content.Replace("'", "''")}'",
        FilterValue.Number number => Print(number.Content),
        FilterValue.Boolean boolean => boolean.Content ? "true" : "false",
        FilterValue.Attribute attribute => $"{{{{ principal.{attribute.Name} }}}}",
        FilterValue.Parameter parameter => $"{{{{ {TemplateCall.Parameter}('{parameter.Name}') }}}}",
        _ => throw new UnreachableException(),
    };

    /// <summary>The operator as written: <c>&lt;=</c>.</summary>
    public static string Symbol(this Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "<>",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    // Without trailing zeros, so that equal numbers have equal texts.
    internal static string Print(decimal number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return digits.Contains('.') ? digits.TrimEnd('0').TrimEnd('.') : digits;
    }

    private static string Test(Filter test, string not) => test switch
    {
        Filter.In any => $"{Print(any.Of)} {not}in ({string.Join(", ", any.Values.Select(Print))})",
        Filter.Between between => $"{Print(between.Of)} {not}between {Print(between.Low)} and {Print(between.High)}",
        Filter.Like like => $"{Print(like.Of)} {not}{(like.IgnoreCase ? "ilike" : "like")} {Print(like.Pattern)}",
        Filter.IsNull isNull => $"{Print(isNull.Of)} is {not}null",
        _ => throw new UnreachableException(),
    };

    private static string Join(string word, EquatableList<Filter> parts, string none) => parts.Count switch
    {
        0 => none,
        1 => Print(parts[0]),
        _ => string.Join(word, parts.Select(p => p is Filter.And or Filter.Or ? $"({Print(p)})" : Print(p))),
    };
}
