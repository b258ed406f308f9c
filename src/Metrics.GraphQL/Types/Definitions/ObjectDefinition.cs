namespace Metrics.GraphQL.Types.Definitions;

/// <summary>An object type: named fields, each with a separate resolver.</summary>
public sealed record ObjectDefinition : TypeDefinition
{
    /// <summary>An object type by its name.</summary>
    public ObjectDefinition(string name) : base(name)
    {
    }

    /// <summary>Names of the interfaces that it implements, including those that these implement.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>Its fields, in the order that clients see.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];

    internal override bool IsEmpty => base.IsEmpty && Interfaces.Count == 0 && Fields.Count == 0;
}
