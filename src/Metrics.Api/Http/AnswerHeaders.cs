using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Http;

/// <summary>
/// What every answer says to browsers and caches, whoever writes it: nothing is guessed to be of another type, nothing that depends on
/// who asked is kept
/// for others, and no page is framed by another site. Pages replace the policy by one that lets their own files run.
/// </summary>
internal static class AnswerHeaders
{
    // The answers of these are opened by nothing but programs: JSON, CSV and workbooks.
    private const string DataPath = "/api";

    // What they say is of this moment.
    private static readonly string[] OfTheMoment = ["/health", "/metrics"];

    private static readonly StringValues _noSniff = "nosniff";
    private static readonly StringValues _revalidated = "private, no-cache";
    private static readonly StringValues _notStored = "no-store";
    private static readonly StringValues _noReferrer = "no-referrer";
    private static readonly StringValues _noFrames = "DENY";
    private static readonly StringValues _noContent = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Before everything else, so that no answer goes without.</summary>
    public static void UseAnswerHeaders(this WebApplication app) => app.Use(next => context =>
    {
        Set(context);
        return next(context);
    });

    /// <summary>Sets them for a request's answer.</summary>
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
