namespace Metrics.GraphQL.Types.Definitions;

/// <summary>A directive that documents may use.</summary>
public sealed record DirectiveDefinition : Definition
{
    /// <summary>A directive by its name, without the at sign.</summary>
    public DirectiveDefinition(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What may be passed to it.</summary>
    public IReadOnlyList<InputValueDefinition> Arguments { get; init; } = [];

    /// <summary>Whether it may stand more than once at one place.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Where it may stand.</summary>
    public IReadOnlyList<DirectiveLocation> Locations { get; init; } = [];

    internal override string Label => "@" + Name;
}
