using Metrics.Answering.Asking;
using Metrics.Api.Audit;
using Metrics.Api.Formats;
using Metrics.Api.Limits;
using Metrics.Domain.Access;
using Microsoft.Extensions.Primitives;

namespace Metrics.Api.Bodies;

/// <summary>An answer with its headers, which can be sent any number of times.</summary>
internal sealed class ReadyResponse(
    Body body, ContentCoding coding, AskedOn? day, AnswerFacts facts, StreamPace pace, params IReadOnlyList<AskedQuestion> questions)
{
    private static readonly StringValues _vary = "Authorization, X-Api-Key, Accept, Accept-Encoding";
    private static readonly StringValues _cacheControl = "private, no-cache";
    private static readonly StringValues _timing = "cache;desc=\"hit\"";
    private static readonly StringValues _noSniff = "nosniff";

    private static readonly StringValues _workbook = "attachment; filename=\"answer.xlsx\"";

    private readonly StringValues _contentType = body.ContentType;
    private readonly StringValues _contentEncoding = coding == ContentCoding.Identity ? StringValues.Empty : coding.Word();
    private readonly StringValues _etag = Body.TagIn(body.Tag, coding);
    private readonly ReadOnlyMemory<byte> _bytes = body.In(coding);

    public long Bytes => _bytes.Length;

    /// <summary>The scopes that a caller needs to get it.</summary>
    public required AccessScopes Needs { get; init; }

    /// <summary>What the audit record says of it.</summary>
    public AnswerFacts Facts => facts;

    /// <summary>False once words such as "yesterday" mean another day than when the answer was made.</summary>
    public bool HoldsAt(DateTimeOffset now) => day?.HoldsAt(now) != false;

    /// <summary>Counts each of its questions as asked once more.</summary>
    public void Asked(DateTimeOffset now)
    {
        foreach (var question in questions)
            question.Ask(now);
    }

    /// <summary>Sends it as a cache hit, or a 304 when the caller has it already.</summary>
    public Task SendAsync(HttpContext context) => SendAsync(context, AnswerStatus.Hit, _timing);

    /// <summary>Sends it with headers that say how it was produced.</summary>
    public Task SendAsync(HttpContext context, StringValues cacheStatus, StringValues timing)
    {
        Announce(context, _etag, cacheStatus, timing);
        var (response, headers) = (context.Response, context.Response.Headers);
        if (Matches(context.Request.Headers.IfNoneMatch, _etag.ToString()))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = _contentType;
        if (body.ContentType == XlsxBody.ContentType)
            headers.ContentDisposition = _workbook;
        headers.ContentLength = _bytes.Length;
        if (_contentEncoding.Count > 0)
            headers.ContentEncoding = _contentEncoding;
        return PacedBody.SendAsync(context, _bytes, pace, context.RequestAborted);
    }

    /// <summary>Sends a 304: the caller's copy is still current. Nothing was executed for it.</summary>
    public static void NotModified(HttpContext context, string etag, StringValues cacheStatus)
    {
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        Announce(context, etag, cacheStatus, StringValues.Empty);
    }

    /// <summary>Sets the headers that every answer to a question has.</summary>
    public static void Announce(HttpContext context, StringValues etag, StringValues cacheStatus, StringValues timing)
    {
        var headers = context.Response.Headers;
        headers.ETag = etag;
        headers.Vary = _vary;
        headers.CacheControl = _cacheControl;
        headers.XContentTypeOptions = _noSniff;
        headers["Cache-Status"] = cacheStatus;
        if (timing.Count > 0)
            headers["Server-Timing"] = timing;
    }

    /// <summary>Weak comparison, as If-None-Match requires.</summary>
    public static bool Matches(StringValues ifNoneMatch, string etag)
    {
        foreach (var line in ifNoneMatch)
        {
            if (line is null)
                continue;
            foreach (var item in line.AsSpan().Split(','))
            {
                var tag = line.AsSpan()[item].Trim();
                if (tag is "*" || tag.SequenceEqual(etag) || tag.SequenceEqual(etag.AsSpan(2)))
                    return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Sends a finished body. A large one goes in parts, so that for a caller who does not read no copy of the whole is buffered, and the
/// connection is aborted.
/// </summary>
internal static class PacedBody
{
    public static Task SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, StreamPace pace, CancellationToken ct)
    {
        if (bytes.Length > StreamPace.PartBytes)
            return SendPartsAsync(context, bytes, pace, ct);
        var sending = context.Response.BodyWriter.WriteAsync(bytes, ct);
        return sending.IsCompletedSuccessfully ? Task.CompletedTask : sending.AsTask();
    }

    private static async Task SendPartsAsync(HttpContext context, ReadOnlyMemory<byte> bytes, StreamPace pace, CancellationToken ct)
    {
        if (await pace.WriteAsync(context.Response.Body, bytes, ct) is not null)
            context.Abort();
    }
}
