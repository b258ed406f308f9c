namespace Metrics.GraphQL.Http;

/// <summary>How a response is labelled, which also decides its status codes (GraphQL over HTTP, section 6).</summary>
public enum ResponseMediaType
{
    /// <summary><c>application/json</c>: whatever the request's document was like, the status is 200.</summary>
    Json,

    /// <summary><c>application/graphql-response+json</c>: what could not be executed is 400.</summary>
    GraphQLResponse,
}
