namespace Metrics.GraphQL.Types.Definitions;

/// <summary>An object type: named fields, each resolved by itself.</summary>
public sealed record ObjectDefinition : TypeDefinition
{
    /// <summary>An object type by its name.</summary>
    public ObjectDefinition(string name) : base(name)
    {
    }

    /// <summary>Names of the interfaces it implements, those they implement included.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>Its fields, in the order clients see.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];

    internal override bool IsEmpty => base.IsEmpty && Interfaces.Count == 0 && Fields.Count == 0;
}
