namespace Metrics.GraphQL.Types.Definitions;

/// <summary>An interface: fields that several object types have in common.</summary>
public sealed record InterfaceDefinition : TypeDefinition
{
    /// <summary>An interface by its name.</summary>
    public InterfaceDefinition(string name) : base(name)
    {
    }

    /// <summary>Names of the interfaces that it implements.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>The fields that implementing types must have.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];

    /// <summary>Returns the name of a value's object type.</summary>
    public Func<object, string?>? TypeOf { get; init; }

    internal override bool IsEmpty => base.IsEmpty && Interfaces.Count == 0 && Fields.Count == 0;
}
