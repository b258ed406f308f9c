using System.Buffers;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Queries;

/// <summary>Reads a question's body, which has its largest size.</summary>
internal static class RequestBody
{
    public const int Largest = 1024 * 1024;

    /// <summary>The bytes, or why they are not taken.</summary>
    public static async Task<(byte[] Bytes, Diagnostic? Problem)> ReadAsync(HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        if (request.ContentType is { Length: > 0 } type && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return ([], new Diagnostic(DiagnosticCode.MalformedRequest, "the body is not declared to be JSON", Hint: "send Content-Type: application/json"));
        if (request.ContentLength > Largest)
            return ([], TooLarge());
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > Largest)
                return ([], TooLarge());
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (bytes, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Diagnostic TooLarge() => new(DiagnosticCode.RequestTooLarge, $"a question has at most {Largest} bytes");
}
