namespace Metrics.GraphQL.Types.Definitions;

/// <summary>A directive that documents may use.</summary>
public sealed record DirectiveDefinition : Definition
{
    /// <summary>A directive by its name, without the at sign.</summary>
    public DirectiveDefinition(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The arguments it takes.</summary>
    public IReadOnlyList<InputValueDefinition> Arguments { get; init; } = [];

    /// <summary>Whether it may occur more than once at one place.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The places at which it may occur.</summary>
    public IReadOnlyList<DirectiveLocation> Locations { get; init; } = [];

    internal override string Label => "@" + Name;
}
