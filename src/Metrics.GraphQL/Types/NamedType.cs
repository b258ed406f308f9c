using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

internal abstract class NamedType(TypeDefinition definition) : GraphType
{
    public string Name { get; } = definition.Name;

    public string? Description { get; } = definition.Description;

    /// <summary>Why a name is not there that might be expected.</summary>
    public Func<string, IReadOnlyList<Absence>> Absent { get; } = definition.Absent;

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
