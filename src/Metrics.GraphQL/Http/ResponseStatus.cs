namespace Metrics.GraphQL.Http;

/// <summary>The HTTP status of a response (GraphQL over HTTP, section 6.4).</summary>
public static class ResponseStatus
{
    /// <summary>
    /// 200 for an executed request, with or without field errors; 400 for a request that could not be read. Otherwise it depends on the
    /// media type.
    /// </summary>
    public static int For(GraphQLResponse response, ResponseMediaType type)
    {
        if (response.IsExecuted)
            return 200;
        if (response.Errors.Any(e => e.Kind == ErrorKind.Request))
            return 400;
        // Only a mutation over GET is refused because of its method. The caller must then send Allow: POST.
        if (response.Errors.Any(e => e.IsMethodNotAllowed))
            return 405;
        return type == ResponseMediaType.Json ? 200 : 400;
    }
}
