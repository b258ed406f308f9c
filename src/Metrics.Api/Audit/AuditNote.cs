using System.Text;
using Metrics.Answering.Answers;
using Metrics.Domain.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Api.Audit;

/// <summary>Collects what the audit record says of a request while it is answered.</summary>
internal sealed class AuditNote
{
    private const int LongestQuestion = 4096;

    public string? Question { get; set; }

    public long? Rows { get; private set; }

    public long? Bytes { get; private set; }

    public string? Cache { get; private set; }

    public string? DataVersion { get; private set; }

    /// <summary>
    /// The request was answered with these answers. Records their rows, the costliest cache decision, and the latest publication.
    /// </summary>
    public void Answered(IReadOnlyCollection<Answer> answers, long bytes)
    {
        Bytes = bytes;
        if (Answer.Dearest(answers) is not { } dearest)
            return;
        (Rows, Cache, DataVersion) = (
            answers.Sum(a => (long)a.Table.RowCount), dearest.ToString().ToLowerInvariant(), Answer.LatestVersion(answers));
    }

    /// <summary>The answer is streamed.</summary>
    public void Streamed(string dataVersion) => (Cache, DataVersion) = ("streamed", dataVersion);

    /// <summary>The question as it was sent: the body's text, or the URL.</summary>
    public static string QuestionOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        // Keys that were sent in a wrong place are removed, also one that the length limit cuts in two.
        var text = KeyTraces.Remove(body.IsEmpty ? context.Features.Get<IHttpRequestFeature>()!.RawTarget
            : Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestQuestion)]));
        // The one character that PostgreSQL texts cannot hold.
        text = text.Replace('\0', ' ');
        return text.Length > LongestQuestion ? text[..LongestQuestion] : text;
    }
}
