using Metrics.Domain;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Resolution;

/// <summary>Reads and changes the parts of conditions.</summary>
internal static class FilterNames
{
    /// <summary>Every name a condition uses.</summary>
    public static IEnumerable<Operand.Name> Names(this Filter filter) => filter switch
    {
        Filter.And and => and.All.SelectMany(Names),
        Filter.Or or => or.Any.SelectMany(Names),
        Filter.Not not => not.Inner.Names(),
        Filter.Compare compare => new[] { compare.Left, compare.Right }.OfType<Operand.Name>(),
        Filter.Between between => new[] { between.Of, between.Low, between.High }.OfType<Operand.Name>(),
        Filter.In list => new[] { list.Of }.OfType<Operand.Name>(),
        Filter.Like like => new[] { like.Of }.OfType<Operand.Name>(),
        Filter.IsNull isNull => new[] { isNull.Of }.OfType<Operand.Name>(),
        _ => [],
    };

    /// <summary>The condition with its names replaced.</summary>
    public static Filter Renamed(this Filter filter, Func<Operand.Name, Operand.Name> name) => filter switch
    {
        Filter.And and => new Filter.And(and.All.Select(f => f.Renamed(name)).ToEquatableList()),
        Filter.Or or => new Filter.Or(or.Any.Select(f => f.Renamed(name)).ToEquatableList()),
        Filter.Not not => new Filter.Not(not.Inner.Renamed(name)),
        Filter.Compare compare => compare with { Left = compare.Left.Renamed(name), Right = compare.Right.Renamed(name) },
        Filter.Between between => new Filter.Between(between.Of.Renamed(name), between.Low.Renamed(name), between.High.Renamed(name)),
        Filter.In list => list with { Of = list.Of.Renamed(name) },
        Filter.Like like => like with { Of = like.Of.Renamed(name) },
        Filter.IsNull isNull => new Filter.IsNull(isNull.Of.Renamed(name)),
        _ => filter,
    };

    /// <summary>The conditions that must all hold for this one to hold.</summary>
    public static IEnumerable<Filter> Conjuncts(this Filter filter) => filter is Filter.And and ? and.All.SelectMany(Conjuncts) : [filter];

    /// <summary>True when the condition allows only a single value of a name.</summary>
    public static bool Fixes(this Filter filter, string name) => filter switch
    {
        Filter.Compare { Operator: Comparison.Equal, Left: Operand.Name left, Right: Operand.Value } => left.Text == name,
        Filter.Compare { Operator: Comparison.Equal, Left: Operand.Value, Right: Operand.Name right } => right.Text == name,
        Filter.In { Of: Operand.Name of, Values.Count: 1 } => of.Text == name,
        _ => false,
    };

    private static Operand Renamed(this Operand operand, Func<Operand.Name, Operand.Name> name) =>
        operand is Operand.Name written ? name(written) : operand;
}
