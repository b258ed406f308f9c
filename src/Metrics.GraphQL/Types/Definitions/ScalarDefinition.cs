namespace Metrics.GraphQL.Types.Definitions;

/// <summary>A custom scalar. Without functions its values are passed on unchanged.</summary>
public sealed record ScalarDefinition : TypeDefinition
{
    /// <summary>A scalar by its name.</summary>
    public ScalarDefinition(string name) : base(name)
    {
    }

    /// <summary>The URL of its specification.</summary>
    public string? SpecifiedBy { get; init; }

    /// <summary>
    /// Converts a resolver's value to a text, number, boolean, list or dictionary; throws <see cref="GraphQLException"/>.
    /// </summary>
    public Func<object, object?> Serialize { get; init; } = value => value;

    /// <summary>Converts a caller's value to the one that resolvers get; throws <see cref="GraphQLException"/>.</summary>
    public Func<ScalarInput, object?> Parse { get; init; } = input => input.Value;
}
