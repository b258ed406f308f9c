namespace Metrics.GraphQL.Types.Definitions;

/// <summary>The reason why a type lacks a name that callers might expect.</summary>
/// <param name="Message">A sentence for the author of the document.</param>
public sealed record Absence(string Message)
{
    /// <summary>Added to the error's <c>extensions</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }
}
