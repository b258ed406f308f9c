using System.Text;
using Metrics.Domain.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Audit;

/// <summary>What is known of a request while it is answered, for the record.</summary>
internal sealed class AuditNote
{
    private const int LongestQuestion = 4096;

    public string? Question { get; set; }

    public long? Rows { get; private set; }

    public long? Bytes { get; private set; }

    public string? Cache { get; private set; }

    public string? DataVersion { get; private set; }

    public void Answered(long? rows, long? bytes, string cache, string dataVersion) =>
        (Rows, Bytes, Cache, DataVersion) = (rows, bytes, cache.ToLowerInvariant(), dataVersion);

    /// <summary>The question as it came: the body's text, or the URL.</summary>
    public static string QuestionOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        // Of a key that was sent where none belongs nothing is kept, and of one that is cut off here nothing either.
        var text = KeyTraces.Remove(body.IsEmpty ? context.Features.Get<IHttpRequestFeature>()!.RawTarget
            : Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestQuestion)]));
        // PostgreSQL's texts hold every character but this one.
        text = text.Replace('\0', ' ');
        return text.Length > LongestQuestion ? text[..LongestQuestion] : text;
    }
}
