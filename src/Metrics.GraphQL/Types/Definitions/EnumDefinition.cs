using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>An enum: a closed set of names.</summary>
public sealed record EnumDefinition : TypeDefinition
{
    /// <summary>An enum by its name.</summary>
    public EnumDefinition(string name) : base(name)
    {
    }

    /// <summary>Its values, in the order that clients see.</summary>
    public IReadOnlyList<EnumValueDefinition> Values { get; init; } = [];

    internal override bool IsEmpty => base.IsEmpty && Values.Count == 0;
}

/// <summary>One name of an enum.</summary>
/// <param name="Name">The name that clients write and read.</param>
public sealed record EnumValueDefinition(string Name)
{
    /// <summary>The value that resolvers get and return for it; the name when null.</summary>
    public object? Value { get; init; }

    /// <summary>What it means.</summary>
    public string? Description { get; init; }

    /// <summary>Why it should no longer be used; null when it is not deprecated.</summary>
    public string? DeprecationReason { get; init; }

    internal IReadOnlyList<DirectiveNode> Applied { get; init; } = [];
}
