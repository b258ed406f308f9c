using System.Text.Json;

namespace Metrics.GraphQL;

/// <summary>A request, however it came.</summary>
/// <param name="Query">The document's UTF-8 bytes.</param>
public sealed record GraphQLRequest(ReadOnlyMemory<byte> Query)
{
    /// <summary>Which of the document's operations to run; null if it has one.</summary>
    public string? OperationName { get; init; }

    /// <summary>A JSON object of variables, or null.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>A JSON object for what the specification does not speak of, or null.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary>Queries only: GET may not change anything.</summary>
    public bool IsReadOnly { get; init; }
}
