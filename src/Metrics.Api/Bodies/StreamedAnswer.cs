using System.Buffers;
using System.IO.Compression;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Engine;

namespace Metrics.Api.Bodies;

/// <summary>
/// Sends an answer while its rows are read. When it cannot be completed the connection is aborted, so that a part is never taken for the
/// whole.
/// </summary>
internal static class StreamedAnswer
{
    private const int Buffer = 256 * 1024;

    // What a stream may take of memory, as an answer that is not streamed does.
    private const long MostHeld = 16 * 1024 * 1024;

    /// <summary>
    /// Sends all rows. Returns the reason when the connection had to be aborted; null otherwise.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="form">Its format and layout.</param>
    /// <param name="coding">How the body is compressed.</param>
    /// <param name="maxBytes">The most uncompressed bytes. A larger answer is refused while nothing has been sent, and aborted after
    /// that.</param>
    /// <param name="pace">How slowly the caller may read, and how long the stream may last.</param>
    /// <param name="ct">Cancelled when the caller goes away.</param>
    public static async Task<Diagnostic?> SendAsync(
        HttpContext context, RowStream rows, BodyForm form, ContentCoding coding, long maxBytes, StreamPace pace, CancellationToken ct)
    {
        using var end = pace.BeginStream();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, end.Token);
        try
        {
            return await SendToEndAsync(context, rows, form, coding, maxBytes, pace, stop.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            context.Abort();
            return new Diagnostic(
                DiagnosticCode.EngineTimeout, $"the stream was not at its end after {pace.LongestStream.TotalSeconds:0} s");
        }
    }

    private static async Task<Diagnostic?> SendToEndAsync(
        HttpContext context, RowStream rows, BodyForm form, ContentCoding coding, long maxBytes, StreamPace pace, CancellationToken ct)
    {
        context.Response.ContentType = form.ContentType;
        if (coding != ContentCoding.Identity)
            context.Response.Headers.ContentEncoding = coding.Word();
        var buffer = new ArrayBufferWriter<byte>(Buffer);
        var writer = RowBody.Of(form);
        writer.Begin(buffer, rows.Columns);
        var (body, sent) = (Packed(context.Response.Body, coding), 0L);
        // Within a small limit nothing is sent before the whole answer is known to be within it: it is refused, not broken off.
        var isHeld = maxBytes <= MostHeld;
        while (true)
        {
            var next = await rows.NextAsync(ct);
            // A body once begun is not disposed here: that would write the end of a compressed body.
            if (!next.Succeeded(out var part))
                return await BreakOffAsync(context, next.Diagnostics[0]);
            writer.Append(buffer, part, 0, part.RowCount);
            if (writer.Misfit is { } misfit)
                return await BreakOffAsync(context, Representing.Misfit(misfit), inForm: true);

            if (part.RowCount == 0)
                writer.End(buffer);
            if (sent + buffer.WrittenCount > maxBytes)
                return await BreakOffAsync(
                    context,
                    new Diagnostic(
                        DiagnosticCode.TooManyBytes, $"the answer takes more than {maxBytes} bytes",
                        Hint: "ask for fewer rows with limit"));
            if (isHeld && part.RowCount > 0)
                continue;
            sent += buffer.WrittenCount;
            if (await pace.WriteAsync(body, buffer.WrittenMemory, ct) is { } tooSlow)
            {
                context.Abort();
                return tooSlow;
            }

            writer.Sent();
            buffer.ResetWrittenCount();
            if (part.RowCount == 0)
                break;
        }

        // What a compressing stream still holds cannot be taken back. To stop it, the connection is aborted.
        using var stalled = pace.BeginPart();
        await using var cut = stalled.Token.UnsafeRegister(static aborted => ((HttpContext)aborted!).Abort(), context);
        await body.FlushAsync(ct);
        if (body != context.Response.Body)
            await body.DisposeAsync();
        return null;
    }

    private static async Task<Diagnostic?> BreakOffAsync(HttpContext context, Diagnostic problem, bool inForm = false)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return problem;
        }

        context.Response.Clear();
        await (inForm ? Problems.RefuseForm(problem) : Problems.Refuse(problem)).ExecuteAsync(context);
        return null;
    }

    private static Stream Packed(Stream body, ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true),
        ContentCoding.Brotli => new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true),
        _ => body,
    };
}
