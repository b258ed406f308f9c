using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>An input object type: an object that callers send.</summary>
public sealed record InputDefinition : TypeDefinition
{
    /// <summary>An input object type by its name.</summary>
    public InputDefinition(string name) : base(name)
    {
    }

    /// <summary>Its fields.</summary>
    public IReadOnlyList<InputValueDefinition> Fields { get; init; } = [];

    /// <summary>An example of such an object, shown as a hint when another kind of value was written; null for no hint.</summary>
    public string? Example { get; init; }

    internal override bool IsEmpty => base.IsEmpty && Fields.Count == 0;
}

/// <summary>An argument or a field of an input object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, such as <c>"[String!]"</c>.</param>
public sealed record InputValueDefinition(string Name, TypeReference Type)
{
    /// <summary>What it is for, in Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>The value when callers give none.</summary>
    public ValueNode? Default { get; init; }

    /// <summary>Why it should no longer be used; null when it is not deprecated.</summary>
    public string? DeprecationReason { get; init; }

    internal IReadOnlyList<DirectiveNode> Applied { get; init; } = [];
}
