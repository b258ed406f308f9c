using System.Text.Json;

namespace Metrics.GraphQL;

/// <summary>A request, independent of how it was sent.</summary>
/// <param name="Query">The document's UTF-8 bytes.</param>
public sealed record GraphQLRequest(ReadOnlyMemory<byte> Query)
{
    /// <summary>Which operation of the document to run; null when it has only one.</summary>
    public string? OperationName { get; init; }

    /// <summary>A JSON object of variables, or null.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>A JSON object for extensions of the specification, or null.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>True when only queries are allowed, as for GET, which may not change anything.</summary>
    public bool IsReadOnly { get; init; }
}
