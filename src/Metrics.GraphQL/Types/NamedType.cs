namespace Metrics.GraphQL.Types;

internal abstract class NamedType(string name, string? description) : GraphType
{
    public string Name { get; } = name;

    public string? Description { get; } = description;

    public sealed override string ToString() => Name;
}

/// <summary>A type with a selection: object, interface or union.</summary>
internal interface ICompositeType
{
    string Name { get; }

    /// <summary>The object types a value may be of.</summary>
    IReadOnlySet<ObjectType> PossibleTypes { get; }

    Field? FindField(string name);
}
