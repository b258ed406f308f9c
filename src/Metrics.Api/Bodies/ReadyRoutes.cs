using Metrics.Api.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Bodies;

/// <summary>Where a door is asked questions whose answers are kept ready.</summary>
/// <param name="Path">Questions come here: in the URL, or as small JSON bodies.</param>
/// <param name="Under">Answers are under this path as well, by URL alone; null when there are none.</param>
internal sealed record ReadyRoute(string Path, string? Under = null);

/// <summary>Tells the requests that ready answers are looked up for, ahead of routing, and names them.</summary>
/// <param name="routes">Those of all doors.</param>
internal sealed class ReadyRoutes(IEnumerable<ReadyRoute> routes)
{
    // Larger questions are rare, and copying them to compare would cost what it saves.
    public const int LargestBody = 16 * 1024;

    // Nor does anybody who means it send longer ones.
    private const int LongestHeaders = 2 * 1024;

    private readonly ReadyRoute[] _routes = [.. routes];

    /// <summary>Whether a request may have been answered before.</summary>
    public bool Has(HttpRequest request) => HttpMethods.IsGet(request.Method)
        ? Has(request.Path.Value!, byUrl: true)
        : HttpMethods.IsPost(request.Method) && request.ContentLength is > 0 and <= LargestBody
            && request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
            && Has(request.Path.Value!, byUrl: false);

    /// <summary>Whether anything is kept for requests like it.</summary>
    public bool AreKept(HttpRequest request) => HttpMethods.IsGet(request.Method) || Has(request);

    /// <summary>The key of a request with this body.</summary>
    public static RequestKey KeyOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        var headers = context.Request.Headers;
        return new(context.Caller.Audience, TargetOf(context), headers.Accept, headers.AcceptEncoding, body);
    }

    /// <summary>The same key, to be kept; null when requests like it are not looked up.</summary>
    public RequestKey.Kept? Keep(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var headers = context.Request.Headers;
        return AreKept(context.Request) && TargetOf(context).Length <= LargestBody
            && headers.Accept.ToString().Length + headers.AcceptEncoding.ToString().Length <= LongestHeaders
            ? new RequestKey.Kept(context.Caller.Audience, TargetOf(context), headers.Accept, headers.AcceptEncoding, body.ToArray())
            : null;
    }

    // On the way of every ready answer: nothing is allocated here.
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
