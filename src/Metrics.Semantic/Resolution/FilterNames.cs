using Metrics.Domain.Querying;

namespace Metrics.Semantic.Resolution;

/// <summary>Takes conditions apart.</summary>
public static class FilterNames
{
    // A record with its header and references.
    private const int Node = 48;

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

    /// <summary>How much there is to bind: names and values.</summary>
    public static int Size(this Filter filter) => filter switch
    {
        Filter.And and => and.All.Sum(Size),
        Filter.Or or => or.Any.Sum(Size),
        Filter.Not not => not.Inner.Size(),
        Filter.In list => 1 + list.Values.Count,
        Filter.Between => 3,
        Filter.IsNull => 1,
        _ => 2,
    };

    /// <summary>About how many bytes it takes to keep.</summary>
    public static long Bytes(this Filter filter) => filter switch
    {
        Filter.And and => and.All.Sum(Bytes),
        Filter.Or or => or.Any.Sum(Bytes),
        Filter.Not not => not.Inner.Bytes(),
        Filter.In list => list.Values.Sum(Bytes),
        Filter.Compare compare => Bytes(compare.Left) + Bytes(compare.Right),
        Filter.Between between => Bytes(between.Low) + Bytes(between.High),
        Filter.Like like => Bytes(like.Pattern),
        _ => 0,
    } + Node + filter.Names().Sum(n => Node + (sizeof(char) * n.Text.Length));

    private static long Bytes(Operand operand) => operand is Operand.Value value ? Bytes(value.Constant) : 0;

    private static long Bytes(FilterValue value) => Node + (value is FilterValue.Text text ? sizeof(char) * text.Content.Length : 0);

    /// <summary>The conditions that must all hold for it to hold.</summary>
    public static IEnumerable<Filter> Conjuncts(this Filter filter) => filter is Filter.And and ? and.All.SelectMany(Conjuncts) : [filter];

    /// <summary>True when the condition leaves one single value of a name.</summary>
    public static bool Fixes(this Filter filter, string name) => filter switch
    {
        Filter.Compare { Operator: Comparison.Equal, Left: Operand.Name left, Right: Operand.Value } => left.Text == name,
        Filter.Compare { Operator: Comparison.Equal, Left: Operand.Value, Right: Operand.Name right } => right.Text == name,
        Filter.In { Of: Operand.Name of, Values.Count: 1 } => of.Text == name,
        _ => false,
    };
}
