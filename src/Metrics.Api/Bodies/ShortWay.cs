using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Metrics.Answering.Publications;
using Metrics.Api.Audit;
using Metrics.Api.Security;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Bodies;

/// <summary>Answers requests that were answered before, ahead of routing. All other requests continue unchanged.</summary>
internal static class ShortWay
{
    public static void UseShortWay(this WebApplication app)
    {
        var (routes, ready) = (app.Services.GetRequiredService<ReadyRoutes>(), app.Services.GetRequiredService<ReadyAnswers>());
        var audit = app.Services.GetRequiredService<AuditLog>();
        app.Use(next => context =>
        {
            // Health has no caller, and a caller without the right to ask is refused by later middleware.
            if (context.Features.Get<Caller>() is not { } caller || !routes.Has(context.Request))
                return next(context);
            if (!HttpMethods.IsGet(context.Request.Method))
                return PostAsync(context, caller, ready, audit, next);
            var key = ReadyRoutes.KeyOf(context, default);
            return ready.TryFind(key, caller, out var answer) ? SendAsync(context, caller, answer, audit) : next(context);
        });
    }

    private static Task SendAsync(HttpContext context, Caller caller, ReadyResponse answer, AuditLog audit)
    {
        audit.Hit(caller, answer.Facts, answer.Bytes);
        return answer.SendAsync(context);
    }

    private static async Task PostAsync(HttpContext context, Caller caller, ReadyAnswers ready, AuditLog audit, RequestDelegate next)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync(context.RequestAborted);
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(context.RequestAborted);
        }

        if (Find(context, caller, ready, read.Buffer) is { } answer)
        {
            reader.AdvanceTo(read.Buffer.End);
            await SendAsync(context, caller, answer, audit);
            return;
        }

        // Nothing is consumed, so the next reader gets the whole body.
        reader.AdvanceTo(read.Buffer.Start);
        await next(context);
    }

    private static ReadyResponse? Find(HttpContext context, Caller caller, ReadyAnswers ready, ReadOnlySequence<byte> body)
    {
        var key = ReadyRoutes.KeyOf(context, body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        return ready.TryFind(key, caller, out var answer) ? answer : null;
    }
}

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

/// <summary>Caches answers by the raw request, so that an equal request costs no parsing, planning or hashing.</summary>
internal sealed class ReadyAnswers(PublicationFeed publications, TimeProvider clock, long maxBytes)
{
    private const int Most = 4096;

    private readonly ByRequest<ReadyResponse> _answers = new(publications, Most, maxBytes);
    private long _hits;

    /// <summary>Number of answers found so far.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>The answer of an earlier equal request, if nothing has changed since and the caller is allowed to have it.</summary>
    public bool TryFind(RequestKey request, Caller caller, [NotNullWhen(true)] out ReadyResponse? answer)
    {
        var now = clock.GetUtcNow();
        if (_answers.TryFind(request, out answer) && answer.HoldsAt(now) && caller.May(answer.Needs))
        {
            answer.Asked(now);
            Interlocked.Increment(ref _hits);
            return true;
        }

        answer = null;
        return false;
    }

    /// <summary>True when an answer is kept for circumstances that are current or about to come.</summary>
    public bool Has(RequestKey.Kept request, Circumstances circumstances) => _answers.Has(request, circumstances);

    /// <summary>From now on also accepts answers for circumstances that are about to come.</summary>
    public void Expect(Circumstances coming) => _answers.Expect(coming);

    /// <summary>Keeps an answer that was made under these circumstances; drops it when they have changed since.</summary>
    public void Keep(RequestKey.Kept request, ReadyResponse answer, Circumstances made) =>
        _answers.Keep(request, answer, answer.Bytes, made);
}
