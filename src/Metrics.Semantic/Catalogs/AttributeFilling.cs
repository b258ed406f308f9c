using System.Diagnostics;
using Metrics.Domain;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Puts the values of attributes into a policy's condition. Every kind of node is listed: one that is missing here throws, so that the
/// caller sees nothing rather than everything.
/// </summary>
internal static class AttributeFilling
{
    /// <summary>The condition with its attributes filled in; null where one value is needed and an attribute has none or several.</summary>
    public static Filter? Fill(Filter filter, Func<string, EquatableList<string>> valuesOf) => filter switch
    {
        Filter.And and => All(and.All, valuesOf) is { } all ? new Filter.And(all) : null,
        Filter.Or or => All(or.Any, valuesOf) is { } any ? new Filter.Or(any) : null,
        Filter.Not not => Fill(not.Inner, valuesOf) is { } inner ? new Filter.Not(inner) : null,
        Filter.Compare compare => One(compare.Left, valuesOf) is { } left && One(compare.Right, valuesOf) is { } right
            ? compare with { Left = left, Right = right }
            : null,
        Filter.Between between =>
            One(between.Of, valuesOf) is { } of && One(between.Low, valuesOf) is { } low && One(between.High, valuesOf) is { } high
                ? new Filter.Between(of, low, high)
                : null,
        Filter.In within => One(within.Of, valuesOf) is { } of
            ? new Filter.In(of, within.Values.SelectMany(v => Many(v, valuesOf)).ToEquatableList())
            : null,
        Filter.Like like => One(like.Of, valuesOf) is { } of && One(like.Pattern, valuesOf) is { } pattern
            ? new Filter.Like(of, pattern, like.IgnoreCase)
            : null,
        Filter.IsNull isNull => One(isNull.Of, valuesOf) is { } of ? new Filter.IsNull(of) : null,
        _ => throw new UnreachableException($"a policy cannot hold {filter.GetType().Name}"),
    };

    /// <summary>True for a condition that is true for every row and names no column.</summary>
    public static bool IsAlwaysTrue(Filter filter) => filter switch
    {
        Filter.And and => and.All.All(IsAlwaysTrue),
        Filter.Or or => or.Any.Any(IsAlwaysTrue),
        Filter.Not not => IsAlwaysFalse(not.Inner),
        _ => false,
    };

    private static bool IsAlwaysFalse(Filter filter) => filter switch
    {
        Filter.And and => and.All.Any(IsAlwaysFalse),
        Filter.Or or => or.Any.All(IsAlwaysFalse),
        Filter.Not not => IsAlwaysTrue(not.Inner),
        _ => false,
    };

    private static EquatableList<Filter>? All(EquatableList<Filter> filters, Func<string, EquatableList<string>> valuesOf)
    {
        var filled = new List<Filter>(filters.Count);
        foreach (var filter in filters)
        {
            if (Fill(filter, valuesOf) is not { } one)
                return null;
            filled.Add(one);
        }

        return filled.ToEquatableList();
    }

    private static Operand? One(Operand operand, Func<string, EquatableList<string>> valuesOf) => operand switch
    {
        Operand.Name name => name,
        Operand.Value value => One(value.Constant, valuesOf) is { } constant ? new Operand.Value(constant) : null,
        _ => throw new UnreachableException($"a policy cannot hold {operand.GetType().Name}"),
    };

    // Where one value is needed, several are ambiguous, and then nothing may be seen.
    private static FilterValue? One(FilterValue value, Func<string, EquatableList<string>> valuesOf) =>
        Many(value, valuesOf).ToList() is [var one] ? one : null;

    private static IEnumerable<FilterValue> Many(FilterValue value, Func<string, EquatableList<string>> valuesOf) => value switch
    {
        FilterValue.Attribute attribute => valuesOf(attribute.Name).Select(v => new FilterValue.Text(v)),
        FilterValue.Text or FilterValue.Number or FilterValue.Boolean => [value],
        _ => throw new UnreachableException($"a policy cannot hold {value.GetType().Name}"),
    };
}
