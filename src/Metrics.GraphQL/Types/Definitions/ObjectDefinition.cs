using System.Collections.Frozen;

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

    /// <summary>Names that it might be expected to have, each with a sentence that says why it does not: told to whoever selects one.</summary>
    public IReadOnlyDictionary<string, string> Absent { get; init; } = FrozenDictionary<string, string>.Empty;

    internal override bool IsEmpty => base.IsEmpty && Interfaces.Count == 0 && Fields.Count == 0;
}
