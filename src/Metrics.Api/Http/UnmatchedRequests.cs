using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>Gives routing's empty 404 and 405 a problem body like every other refusal.</summary>
internal static class UnmatchedRequests
{
    public static async Task AnswerAsync(StatusCodeContext status)
    {
        var context = status.HttpContext;
        var diagnostic = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => NotFound(context),
            StatusCodes.Status405MethodNotAllowed => new Diagnostic(
                DiagnosticCode.MethodNotAllowed, $"{context.Request.Path} does not allow {context.Request.Method}",
                Hint: $"it allows {context.Response.Headers.Allow}"),
            _ => null,
        };
        if (diagnostic is not null)
            await Problems.WriteAsync(context, diagnostic, context.RequestAborted);
    }

    private static Diagnostic NotFound(HttpContext context)
    {
        var known = context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Select(e => $"/{e.RoutePattern.RawText?.Trim('/')}");
        return new(
            DiagnosticCode.UnknownPath, $"there is nothing at {context.Request.Path}", Hint: "/openapi.yaml lists every path",
            Candidates: NearestNames.To(context.Request.Path, known));
    }
}
