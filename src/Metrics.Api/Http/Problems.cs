using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>Answers with problems; everything that is refused leaves through here.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    // Long enough for a database to come back, short enough that nobody notices.
    private const int RetryAfterSeconds = 5;

    public static ProblemResult Refuse(Diagnostic diagnostic) => new(diagnostic);

    public static ProblemResult Refuse(DiagnosticCode code, string message, string? hint = null) => new(new Diagnostic(code, message, Hint: hint));

    public static async Task WriteAsync(HttpContext context, Diagnostic diagnostic, CancellationToken ct)
    {
        var problem = Problem.Of(diagnostic);
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        await context.Response.WriteAsJsonAsync(problem, ApiJson.Default.Problem, ContentType, ct);
    }
}
