using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL;

/// <summary>Thrown by resolvers and scalars to fail a field with a message that callers may see.</summary>
public sealed class GraphQLException : Exception
{
    /// <summary>A failure with a message.</summary>
    public GraphQLException(string message, IReadOnlyDictionary<string, object?>? extensions = null, Exception? inner = null)
        : base(message, inner) => Extensions = extensions;

    /// <summary>Added to the error's <c>extensions</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; }

    /// <summary>Further errors about the same failure.</summary>
    internal IReadOnlyList<Absence> Others { get; init; } = [];

    /// <summary>The offset in the document, when it is not that of the field.</summary>
    internal int? Offset { get; init; }
}
