using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL;

/// <summary>Thrown by resolvers and scalars to fail a field with a message its caller may read.</summary>
public sealed class GraphQLException : Exception
{
    /// <summary>A failure with a message.</summary>
    public GraphQLException(string message, IReadOnlyDictionary<string, object?>? extensions = null, Exception? inner = null)
        : base(message, inner) => Extensions = extensions;

    /// <summary>Goes into the error's <c>extensions</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; }

    /// <summary>What else there is to say of it, each an error of its own.</summary>
    internal IReadOnlyList<Absence> Others { get; init; } = [];

    /// <summary>Where in the document, when that is not the field itself.</summary>
    internal int? Offset { get; init; }
}
