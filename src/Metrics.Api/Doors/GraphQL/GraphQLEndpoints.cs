using Metrics.Answering;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Doors.GraphQL.Page;
using Metrics.Api.Doors.GraphQL.Schemas;
using Metrics.Api.Http;
using Metrics.Api.Hosting;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL;
using Metrics.GraphQL.Http;

namespace Metrics.Api.Doors.GraphQL;

/// <summary>GraphQL over HTTP, the page for trying it, and the schema as text.</summary>
internal static class GraphQLEndpoints
{
    public const string Path = "/graphql";

    /// <summary>Both, since one request may ask for answers and for the catalog.</summary>
    public const AccessScopes Scopes = AccessScopes.Query | AccessScopes.Catalog;

    // Not in openapi.yaml: introspection and schema.graphql describe it.
    public static void MapGraphQL(this WebApplication app)
    {
        var graphql = app.MapGroup(Path).ExcludeFromDescription();
        graphql.MapGet("", GetAsync).NeedsScope(Scopes);
        graphql.MapPost("", PostAsync).NeedsScope(Scopes);
        graphql.MapGet("/schema.graphql", GetSchema).NeedsScope(AccessScopes.Catalog);
        graphql.MapPage();
    }

    private static async Task GetAsync(HttpContext context, GraphQLDoor door)
    {
        var accept = (string?)context.Request.Headers.Accept;
        if (!context.Request.Query.ContainsKey("query") && accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            await ExplorerPage.SendAsync(context);
            return;
        }

        if (await TypeAsync(context, door) is not { } type)
            return;
        if (RequestReader.TryReadParameters(UrlPairs.Of(context.Request), out var request, out var problem))
            await door.AnswerAsync(context, request, default, type);
        else
            await door.RefuseAsync(context, [problem], type);
    }

    private static async Task PostAsync(HttpContext context, GraphQLDoor door)
    {
        if (await TypeAsync(context, door) is not { } type)
            return;
        if (!MediaTypes.IsJson(context.Request.ContentType))
        {
            var unread = new Diagnostic(
                DiagnosticCode.MalformedRequest, "the Content-Type is missing or not application/json",
                Hint: "send Content-Type: application/json");
            await door.RefuseAsync(context, [FieldErrors.OfRequest(unread)], type, StatusCodes.Status415UnsupportedMediaType);
            return;
        }

        var (body, tooLarge) = await RequestBody.ReadAsync(context, context.RequestAborted);
        if (tooLarge is not null)
            await door.RefuseAsync(context, [FieldErrors.OfRequest(tooLarge)], type, ProblemStatus.Of(tooLarge.Code));
        else if (RequestReader.TryReadBody(body, out var request, out var problem))
            await door.AnswerAsync(context, request, body, type);
        else
            await door.RefuseAsync(context, [problem], type);
    }

    private static async Task<ResponseMediaType?> TypeAsync(HttpContext context, GraphQLDoor door)
    {
        var type = MediaTypes.Negotiate(context.Request.Headers.Accept);
        if (type is null)
        {
            var unfit = new Diagnostic(
                DiagnosticCode.NotAcceptable, "no response has a type that Accept names",
                Hint: "accept application/graphql-response+json or application/json");
            await door.RefuseAsync(context, [FieldErrors.OfRequest(unfit)], ResponseMediaType.Json, StatusCodes.Status406NotAcceptable);
        }

        return type;
    }

    private static IResult GetSchema(HttpContext context, SchemaFeed schemas, SemanticLayer layer, CatalogFollowing following) =>
        following.NotYet() is { } waiting
            ? Problems.Refuse(waiting)
            : TypedResults.Text(schemas.Of(layer.Take(context.Caller.Principal).Catalog).Sdl + "\n", "text/plain; charset=utf-8");
}
