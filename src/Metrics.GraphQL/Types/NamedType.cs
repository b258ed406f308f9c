using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

internal abstract class NamedType(TypeDefinition definition) : GraphType
{
    public string Name { get; } = definition.Name;

    public string? Description { get; } = definition.Description;

    /// <summary>The reasons why the type lacks a name that callers might expect.</summary>
    public Func<string, IReadOnlyList<Absence>> Absent { get; } = definition.Absent;

    public sealed override string ToString() => Name;
}

/// <summary>A type whose fields are selected: object, interface or union.</summary>
internal interface ICompositeType
{
    string Name { get; }

    /// <summary>The object types that a value may have.</summary>
    IReadOnlySet<ObjectType> PossibleTypes { get; }

    Field? FindField(string name);
}
