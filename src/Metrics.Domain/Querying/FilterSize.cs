namespace Metrics.Domain.Querying;

/// <summary>The size of a condition: what it costs to bind and to keep.</summary>
public static class FilterSize
{
    // Bytes of a record with its header and references.
    private const int Node = 48;

    /// <summary>How many names and values there are to bind.</summary>
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

    /// <summary>How many of its names are metrics of entities, each of which needs a further question.</summary>
    public static int Lookups(this Filter filter) => filter switch
    {
        Filter.And and => and.All.Sum(Lookups),
        Filter.Or or => or.Any.Sum(Lookups),
        Filter.Not not => not.Inner.Lookups(),
        Filter.In list => Lookups(list.Of),
        Filter.Compare compare => Lookups(compare.Left) + Lookups(compare.Right),
        Filter.Between between => Lookups(between.Of),
        Filter.Like like => Lookups(like.Of),
        Filter.IsNull none => Lookups(none.Of),
        _ => 0,
    };

    private static int Lookups(Operand operand) => operand is Operand.Name { By.Count: > 0 } ? 1 : 0;

    /// <summary>About how many bytes it takes to keep.</summary>
    public static long Bytes(this Filter filter) => Node + filter switch
    {
        Filter.And and => and.All.Sum(Bytes),
        Filter.Or or => or.Any.Sum(Bytes),
        Filter.Not not => not.Inner.Bytes(),
        Filter.In list => Bytes(list.Of) + list.Values.Sum(Bytes),
        Filter.Compare compare => Bytes(compare.Left) + Bytes(compare.Right),
        Filter.Between between => Bytes(between.Of) + Bytes(between.Low) + Bytes(between.High),
        Filter.Like like => Bytes(like.Of) + Bytes(like.Pattern),
        Filter.IsNull none => Bytes(none.Of),
        _ => 0,
    };

    private static long Bytes(Operand operand) => operand switch
    {
        Operand.Name name => Node + (sizeof(char) * (long)name.Text.Length),
        Operand.Value value => Bytes(value.Constant),
        _ => 0,
    };

    private static long Bytes(FilterValue value) => Node + (value is FilterValue.Text text ? sizeof(char) * (long)text.Content.Length : 0);
}
