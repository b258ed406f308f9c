using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>Writes problems. Every refusal is sent through this class.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    // Long enough for a database to come back, short enough to go unnoticed.
    private const int RetryAfterSeconds = 5;

    public static ProblemResult Refuse(Diagnostic diagnostic) => new([diagnostic]);

    public static ProblemResult Refuse(IReadOnlyList<Diagnostic> diagnostics) => new(diagnostics);

    /// <summary>Refuses a question. When its saved query is unknown, the unknown name was in the path.</summary>
    public static ProblemResult RefuseNames(IReadOnlyList<Diagnostic> diagnostics) =>
        new(diagnostics, inPath: diagnostics[0].Code == DiagnosticCode.UnknownSavedQuery);

    /// <summary>Refuses an answer that the requested format cannot hold but another format can.</summary>
    public static ProblemResult RefuseForm(Diagnostic diagnostic) => new([diagnostic], inForm: true);

    /// <summary>Refuses a name in the path: the resource does not exist.</summary>
    public static ProblemResult NotFound(IReadOnlyList<Diagnostic> diagnostics) => new(diagnostics, inPath: true);

    public static ProblemResult Refuse(DiagnosticCode code, string message, string? hint = null) =>
        Refuse(new Diagnostic(code, message, Hint: hint));

    public static Task WriteAsync(HttpContext context, Diagnostic diagnostic, CancellationToken ct) =>
        WriteAsync(context, Problem.Of([diagnostic]), ct);

    /// <summary>Refuses a caller who asks too often, and says when to try again.</summary>
    public static Task WriteTooManyAsync(HttpContext context, string message, TimeSpan retryAfter)
    {
        var refusal = new Diagnostic(DiagnosticCode.TooManyRequests, message, Hint: "wait as long as Retry-After says")
        {
            RetryAfter = retryAfter,
        };
        return WriteAsync(context, refusal, context.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext context, Problem problem, CancellationToken ct)
    {
        context.Response.StatusCode = problem.Status;
        // For the audit record.
        context.Features.Set(problem);
        // The exception handler clears headers that were set before.
        AnswerHeaders.Set(context);
        context.Response.Headers.CacheControl = "no-store";
        if ((problem.RetryAfter ?? (problem.Status == StatusCodes.Status503ServiceUnavailable ? RetryAfterSeconds : null)) is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsJsonAsync(problem, HttpJson.Readable.Problem, ContentType, ct);
    }
}
