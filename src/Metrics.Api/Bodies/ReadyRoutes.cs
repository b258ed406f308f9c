using Metrics.Api.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Bodies;

/// <summary>A path at which a door takes questions whose answers are kept ready.</summary>
/// <param name="Path">Where questions are sent: in the URL, or as small JSON bodies.</param>
/// <param name="Under">Answers are also found below this path, by URL alone; null when there are none.</param>
internal sealed record ReadyRoute(string Path, string? Under = null);

/// <summary>Decides which requests are looked up among the ready answers, ahead of routing, and computes their keys.</summary>
/// <param name="routes">The routes of all doors.</param>
internal sealed class ReadyRoutes(IEnumerable<ReadyRoute> routes)
{
    // Larger questions are rare, and copying them for comparison would cost what it saves.
    public const int LargestBody = 16 * 1024;

    // No genuine client sends longer ones.
    private const int LongestHeaders = 2 * 1024;

    private readonly ReadyRoute[] _routes = [.. routes];

    /// <summary>True when an answer to a request may have been kept.</summary>
    public bool Has(HttpRequest request) => HttpMethods.IsGet(request.Method)
        ? Has(request.Path.Value!, byUrl: true)
        : HttpMethods.IsPost(request.Method) && request.ContentLength is > 0 and <= LargestBody
            && request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
            && Has(request.Path.Value!, byUrl: false);

    /// <summary>True when questions or answers are kept for requests like this.</summary>
    public bool AreKept(HttpRequest request) => HttpMethods.IsGet(request.Method) || Has(request);

    /// <summary>The key of a request with this body.</summary>
    public static RequestKey KeyOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        var headers = context.Request.Headers;
        return new(context.Caller.Audience, TargetOf(context), headers.Accept, headers.AcceptEncoding, body);
    }

    /// <summary>The same key in a form that can be stored; null when requests like this are not looked up.</summary>
    public RequestKey.Kept? Keep(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var headers = context.Request.Headers;
        return AreKept(context.Request) && TargetOf(context).Length <= LargestBody
            && headers.Accept.ToString().Length + headers.AcceptEncoding.ToString().Length <= LongestHeaders
            ? new RequestKey.Kept(context.Caller.Audience, TargetOf(context), headers.Accept, headers.AcceptEncoding, body.ToArray())
            : null;
    }

    // Runs for every ready answer, so nothing may be allocated here.
    private bool Has(string path, bool byUrl)
    {
        foreach (var route in _routes)
        {
            if (route.Path == path || (byUrl && route.Under is { } under && path.StartsWith(under, StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    private static string TargetOf(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget;
}
