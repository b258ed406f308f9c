using Metrics.GraphQL.Language;

namespace Metrics.GraphQL;

/// <summary>One entry of a response's <c>errors</c>.</summary>
/// <param name="Kind">The stage at which it occurred.</param>
/// <param name="Message">A sentence for the caller.</param>
public sealed record GraphQLError(ErrorKind Kind, string Message)
{
    /// <summary>The places in the document.</summary>
    public IReadOnlyList<TextLocation> Locations { get; init; } = [];

    /// <summary>The place in the response: response keys and list indices; null for errors of the whole request.</summary>
    public IReadOnlyList<object>? Path { get; init; }

    /// <summary>The validation rule that was broken, such as <c>FieldsOnCorrectType</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>True when a mutation was requested with a method that may not change anything.</summary>
    public bool IsMethodNotAllowed { get; init; }

    /// <summary>Further details for programs; <c>code</c> is the stable one.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }
}
