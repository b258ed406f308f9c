using System.Buffers;
using System.IO.Pipelines;
using Metrics.Api.Audit;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Requests;

/// <summary>Reads the body of a question, up to the configured size.</summary>
internal static class RequestBody
{
    /// <summary>The bytes, or why they are refused.</summary>
    public static async Task<(byte[] Bytes, Diagnostic? Problem)> ReadAsync(HttpContext context, CancellationToken ct)
    {
        var (request, largest) = (context.Request, context.RequestServices.GetRequiredService<LimitSettings>().RequestBytes);
        if (request.ContentType is { Length: > 0 } type && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return (
                [],
                new Diagnostic(
                    DiagnosticCode.MalformedRequest, "the Content-Type is missing or not application/json",
                    Hint: "send Content-Type: application/json"));
        if (request.ContentLength > largest)
            return ([], TooLarge(largest));
        var reader = request.BodyReader;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(ct);
            }
            catch (BadHttpRequestException e)
            {
                // Too slow or incomplete. Not thrown on, because each door reports it in its own form.
                return ([], UnhandledErrors.Translate(e));
            }

            if (read.Buffer.Length > largest)
            {
                reader.AdvanceTo(read.Buffer.End);
                return ([], TooLarge(largest));
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                if (context.Features.Get<AuditNote>() is { } note && bytes.Length > 0)
                    note.Question = AuditNote.QuestionOf(context, bytes);
                reader.AdvanceTo(read.Buffer.End);
                return RequestText.ProblemOf(bytes.AsSpan()) is { } problem ? ([], problem) : (bytes, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Diagnostic TooLarge(int largest) => new(DiagnosticCode.RequestTooLarge, $"a question has at most {largest} bytes");
}
