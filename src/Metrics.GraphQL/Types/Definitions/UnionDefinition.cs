namespace Metrics.GraphQL.Types.Definitions;

/// <summary>A union: values of it have one of several object types.</summary>
public sealed record UnionDefinition : TypeDefinition
{
    /// <summary>A union by its name.</summary>
    public UnionDefinition(string name) : base(name)
    {
    }

    /// <summary>Names of the object types.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Returns the name of a value's object type.</summary>
    public Func<object, string?>? TypeOf { get; init; }

    internal override bool IsEmpty => base.IsEmpty && Members.Count == 0;
}
