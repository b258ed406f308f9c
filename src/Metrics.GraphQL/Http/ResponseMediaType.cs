namespace Metrics.GraphQL.Http;

/// <summary>The media type of a response, which also decides its status codes (GraphQL over HTTP, section 6).</summary>
public enum ResponseMediaType
{
    /// <summary><c>application/json</c>: the status is 200 even when the document could not be executed.</summary>
    Json,

    /// <summary><c>application/graphql-response+json</c>: the status is 400 when the document could not be executed.</summary>
    GraphQLResponse,
}
