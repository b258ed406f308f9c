using Metrics.Api.Limits;

namespace Metrics.Api.Bodies;

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
