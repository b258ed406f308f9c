namespace Metrics.GraphQL.Types.Definitions;

/// <summary>A leaf type of one's own; without functions values pass through as they are.</summary>
public sealed record ScalarDefinition : TypeDefinition
{
    /// <summary>A scalar by its name.</summary>
    public ScalarDefinition(string name) : base(name)
    {
    }

    /// <summary>Where its behaviour is specified.</summary>
    public string? SpecifiedBy { get; init; }

    /// <summary>Turns a resolver's value into text, number, boolean, list or dictionary; throws <see cref="GraphQLException"/>.</summary>
    public Func<object, object?> Serialize { get; init; } = value => value;

    /// <summary>Turns a caller's value into what resolvers get; throws <see cref="GraphQLException"/>.</summary>
    public Func<ScalarInput, object?> Parse { get; init; } = input => input.Value;
}
