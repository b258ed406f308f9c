using System.Text;
using Metrics.Answering.Answers;
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

    /// <summary>It was answered with all these: their rows, what the dearest of them cost, and the latest publication among them.</summary>
    public void Answered(IReadOnlyCollection<Answer> answers, long bytes)
    {
        Bytes = bytes;
        if (Answer.Dearest(answers) is not { } dearest)
            return;
        (Rows, Cache, DataVersion) = (
            answers.Sum(a => (long)a.Table.RowCount), dearest.ToString().ToLowerInvariant(), Answer.LatestVersion(answers));
    }

    /// <summary>Its answer is sent while it is read.</summary>
    public void Streamed(string dataVersion) => (Cache, DataVersion) = ("streamed", dataVersion);

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
