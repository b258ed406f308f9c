using Metrics.Api.Bodies;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Doors.GraphQL.Page;
using Metrics.Api.Doors.GraphQL.Schemas;
using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL;

namespace Metrics.Api.Doors.GraphQL;

/// <summary>Registers the GraphQL engine, with the error codes of this API, and what its schemas are built from.</summary>
internal static class GraphQLSetup
{
    public static IServiceCollection AddGraphQL(this IServiceCollection services) => services
        .AddSingleton<StateTypes>()
        .AddSingleton<SchemaFeed>()
        .AddSingleton<PageFiles>()
        .AddSingleton(s => new GraphQLEngine(Options(s.GetRequiredService<ILogger<GraphQLEngine>>())))
        .AddSingleton<GraphQLDoor>()
        .AddSingleton(new ReadyRoute(GraphQLEndpoints.Path))
        .AddJson(PageJson.Default);

    private static EngineOptions Options(ILogger logger) => new()
    {
        CodeOf = kind => CodeOf(kind).Id,
        Translate = exception =>
        {
            var diagnostic = UnhandledErrors.Describe(logger, "POST", GraphQLEndpoints.Path, exception);
            return new GraphQLException(diagnostic.Message, FieldErrors.Extensions(diagnostic));
        },
    };

    private static DiagnosticCode CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Limit => DiagnosticCode.DocumentBeyondLimits,
        ErrorKind.Validation => DiagnosticCode.InvalidDocument,
        ErrorKind.Unexpected => DiagnosticCode.InternalError,
        _ => DiagnosticCode.MalformedRequest,
    };
}
