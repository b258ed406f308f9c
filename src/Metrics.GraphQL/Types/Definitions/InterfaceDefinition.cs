namespace Metrics.GraphQL.Types.Definitions;

/// <summary>Fields that several object types promise to have.</summary>
public sealed record InterfaceDefinition : TypeDefinition
{
    /// <summary>An interface by its name.</summary>
    public InterfaceDefinition(string name) : base(name)
    {
    }

    /// <summary>Names of the interfaces it implements itself.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>The promised fields.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];

    /// <summary>Names the object type of a value.</summary>
    public Func<object, string?>? TypeOf { get; init; }

    internal override bool IsEmpty => base.IsEmpty && Interfaces.Count == 0 && Fields.Count == 0;
}
