namespace Metrics.GraphQL.Types;

/// <summary>A type of a built schema. There is one object for each wrapped type, so types are compared by reference.</summary>
internal abstract class GraphType
{
    private readonly Lock gate = new();
    private ListType? list;
    private NonNullType? nonNull;

    public ListType List
    {
        get
        {
            lock (gate)
                return list ??= new ListType(this);
        }
    }

    public NonNullType NonNull
    {
        get
        {
            lock (gate)
                return nonNull ??= new NonNullType(this);
        }
    }

    public NamedType Innermost => this switch
    {
        NamedType named => named,
        ListType list => list.Item.Innermost,
        _ => ((NonNullType)this).Of.Innermost,
    };

    public GraphType Nullable => this is NonNullType nonNullType ? nonNullType.Of : this;

    public bool IsInput => Innermost is LeafType or InputType;

    public bool IsOutput => Innermost is not InputType;

    /// <summary>True when every value of this type is also one of the other (specification, IsValidImplementationFieldType).</summary>
    public bool IsSubtypeOf(GraphType other) => ReferenceEquals(this, other) || (this, other) switch
    {
        (NonNullType a, NonNullType b) => a.Of.IsSubtypeOf(b.Of),
        (_, NonNullType) => false,
        (NonNullType a, _) => a.Of.IsSubtypeOf(other),
        (ListType a, ListType b) => a.Item.IsSubtypeOf(b.Item),
        (FieldsType a, IAbstractType b) => b.Includes(a),
        _ => false,
    };
}

internal sealed class ListType(GraphType item) : GraphType
{
    public GraphType Item { get; } = item;

    public override string ToString() => $"[{Item}]";
}

internal sealed class NonNullType(GraphType of) : GraphType
{
    public GraphType Of { get; } = of;

    public override string ToString() => $"{Of}!";
}
