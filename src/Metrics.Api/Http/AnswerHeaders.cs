using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Http;

/// <summary>
/// Sets the headers for browsers and caches that every answer has: no guessing of content types, no sharing of answers that depend on the
/// caller, no framing by other sites. Pages replace the content policy by one that lets their own files run.
/// </summary>
internal static class AnswerHeaders
{
    // Answers under this path are opened only by programs: JSON, CSV and workbooks.
    private const string DataPath = "/api";

    // Answers under these paths describe the current moment, so they are never stored.
    private static readonly string[] OfTheMoment = ["/health", "/metrics"];

    private static readonly StringValues _noSniff = "nosniff";
    private static readonly StringValues _revalidated = "private, no-cache";
    private static readonly StringValues _notStored = "no-store";
    private static readonly StringValues _noReferrer = "no-referrer";
    private static readonly StringValues _noFrames = "DENY";
    private static readonly StringValues _noContent = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Registered before everything else, so that no answer is without these headers.</summary>
    public static void UseAnswerHeaders(this WebApplication app) => app.Use(next => context =>
    {
        Set(context);
        return next(context);
    });

    /// <summary>Sets the headers of a request's answer.</summary>
    public static void Set(HttpContext context)
    {
        var (path, headers) = (context.Request.Path, context.Response.Headers);
        headers.XContentTypeOptions = _noSniff;
        var isOfTheMoment = Array.Exists(OfTheMoment, p => path.StartsWithSegments(p, StringComparison.Ordinal));
        headers.CacheControl = isOfTheMoment ? _notStored : _revalidated;
        if (path.StartsWithSegments(DataPath, StringComparison.Ordinal))
            return;
        headers.ContentSecurityPolicy = _noContent;
        headers.XFrameOptions = _noFrames;
        headers["Referrer-Policy"] = _noReferrer;
    }
}
