using Metrics.Answering;
using Metrics.Api.Bodies;
using Metrics.Api.Doors.GraphQL.Schemas;
using Metrics.Api.Http;
using Metrics.Api.Hosting;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.GraphQL.Page;

/// <summary>GraphiQL, the page for people: its files, and examples made from the catalog.</summary>
internal static class ExplorerPage
{
    private const string Index = "index.html";

    // GraphiQL sets inline styles; scripts and everything else come only from this service.
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapPage(this RouteGroupBuilder graphql)
    {
        graphql.MapGet("/page/examples.json", GetExamples).NeedsScope(AccessScopes.Catalog);
        graphql.MapGet("/page/{file}", (HttpContext context, string file) => SendAsync(context, file));
    }

    public static Task SendAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return SendAsync(context, Index);
    }

    private static Task SendAsync(HttpContext context, string file)
    {
        var coding = ContentCodings.Choose(context.Request.Headers.AcceptEncoding);
        return context.RequestServices.GetRequiredService<PageFiles>().Find(file, coding) is { } found
            ? found.SendAsync(context)
            : Problems.WriteAsync(
                context, new Diagnostic(DiagnosticCode.UnknownPath, $"the page has no file '{file}'"), context.RequestAborted);
    }

    private static IResult GetExamples(HttpContext context, SchemaFeed schemas, SemanticLayer layer, CatalogFollowing following) =>
        following.NotYet() is { } waiting
            ? Problems.Refuse(waiting)
            : TypedResults.Ok(ExampleQueries.Of(schemas.Of(layer.Take(context.Caller.Principal).Catalog)));
}
