using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>A refusal as an endpoint's result.</summary>
internal sealed class ProblemResult(Diagnostic diagnostic) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, diagnostic, httpContext.RequestAborted);
}
