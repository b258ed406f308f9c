using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>A refusal as an endpoint's result.</summary>
internal sealed class ProblemResult(IReadOnlyList<Diagnostic> diagnostics, bool inPath = false, bool inForm = false) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        Problems.WriteAsync(httpContext, Problem.Of(diagnostics, inPath, inForm), httpContext.RequestAborted);
}
