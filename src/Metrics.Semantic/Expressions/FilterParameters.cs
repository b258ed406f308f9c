using System.Diagnostics;
using Metrics.Domain;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>The parameters of a saved query's condition: their names, and the condition with values in their places.</summary>
internal static class FilterParameters
{
    /// <summary>The parameters' names, each as often as it occurs.</summary>
    public static IEnumerable<string> Names(Filter filter) => filter switch
    {
        Filter.Compare compare => Names(compare.Left, compare.Right),
        Filter.In within => within.Values.OfType<FilterValue.Parameter>().Select(p => p.Name),
        Filter.Between between => Names(between.Low, between.High),
        Filter.And and => and.All.SelectMany(Names),
        Filter.Or or => or.Any.SelectMany(Names),
        Filter.Not not => Names(not.Inner),
        Filter.Like or Filter.IsNull => [],
        _ => throw new UnreachableException(),
    };

    /// <summary>The condition with each parameter replaced by its value.</summary>
    public static Filter Fill(Filter filter, IReadOnlyDictionary<string, FilterValue> values) => filter switch
    {
        Filter.Compare compare => compare with { Left = Fill(compare.Left, values), Right = Fill(compare.Right, values) },
        Filter.In within => within with { Values = within.Values.Select(v => Fill(v, values)).ToEquatableList() },
        Filter.Between between => between with { Low = Fill(between.Low, values), High = Fill(between.High, values) },
        Filter.And and => new Filter.And(and.All.Select(f => Fill(f, values)).ToEquatableList()),
        Filter.Or or => new Filter.Or(or.Any.Select(f => Fill(f, values)).ToEquatableList()),
        Filter.Not not => new Filter.Not(Fill(not.Inner, values)),
        Filter.Like or Filter.IsNull => filter,
        _ => throw new UnreachableException(),
    };

    private static IEnumerable<string> Names(params IEnumerable<Operand> operands) =>
        operands.OfType<Operand.Value>().Select(v => v.Constant).OfType<FilterValue.Parameter>().Select(p => p.Name);

    private static Operand Fill(Operand operand, IReadOnlyDictionary<string, FilterValue> values) =>
        operand is Operand.Value value ? new Operand.Value(Fill(value.Constant, values)) : operand;

    private static FilterValue Fill(FilterValue value, IReadOnlyDictionary<string, FilterValue> values) =>
        value is FilterValue.Parameter parameter ? values[parameter.Name] : value;
}
