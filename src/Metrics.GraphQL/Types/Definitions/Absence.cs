namespace Metrics.GraphQL.Types.Definitions;

/// <summary>Why a type has not a name that it might be expected to have.</summary>
/// <param name="Message">A sentence for whoever writes the name.</param>
public sealed record Absence(string Message)
{
    /// <summary>Goes into the error's <c>extensions</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }
}
