using System.Collections.Frozen;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>An object type or an interface.</summary>
internal abstract class FieldsType(TypeDefinition definition) : NamedType(definition), ICompositeType
{
    private FrozenDictionary<string, Field> byName = FrozenDictionary<string, Field>.Empty;

    public IReadOnlyList<InterfaceType> Interfaces { get; private set; } = [];

    public IReadOnlyList<Field> Fields { get; private set; } = [];

    public abstract IReadOnlySet<ObjectType> PossibleTypes { get; }

    public Field? FindField(string name) => byName.GetValueOrDefault(name);

    /// <summary>Completes the type once all types that it may refer to exist.</summary>
    public void Link(IReadOnlyList<InterfaceType> interfaces, IReadOnlyList<Field> fields)
    {
        Interfaces = interfaces;
        Fields = fields;
        byName = fields.DistinctBy(f => f.Name).ToFrozenDictionary(f => f.Name);
    }
}

internal sealed class ObjectType : FieldsType
{
    public ObjectType(ObjectDefinition definition) : base(definition) => PossibleTypes = new HashSet<ObjectType> { this };

    public override IReadOnlySet<ObjectType> PossibleTypes { get; }
}

/// <summary>A type whose values have one of several object types.</summary>
internal interface IAbstractType : ICompositeType
{
    /// <summary>Returns the name of a value's object type; null when the value itself has the name, as <c>__typename</c>.</summary>
    Func<object, string?>? TypeOf { get; }

    bool Includes(FieldsType type);
}

internal sealed class InterfaceType(InterfaceDefinition definition) : FieldsType(definition), IAbstractType
{
    private readonly HashSet<ObjectType> objects = [];

    public Func<object, string?>? TypeOf { get; } = definition.TypeOf;

    public override IReadOnlySet<ObjectType> PossibleTypes => objects;

    public bool Includes(FieldsType type) => type.Interfaces.Contains(this);

    public void AddImplementation(ObjectType type) => objects.Add(type);
}

internal sealed class UnionType(UnionDefinition definition) : NamedType(definition), IAbstractType
{
    private readonly HashSet<ObjectType> objects = [];

    public IReadOnlyList<ObjectType> Members { get; private set; } = [];

    public Func<object, string?>? TypeOf { get; } = definition.TypeOf;

    public IReadOnlySet<ObjectType> PossibleTypes => objects;

    public Field? FindField(string name) => null;

    public bool Includes(FieldsType type) => type is ObjectType member && objects.Contains(member);

    public void Link(IReadOnlyList<ObjectType> members)
    {
        Members = members;
        objects.UnionWith(members);
    }
}
