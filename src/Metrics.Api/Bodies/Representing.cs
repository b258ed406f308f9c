using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Api.Formats;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Api.Bodies;

/// <summary>Turns an answer into its finished body, which is cached under everything that it is a function of.</summary>
internal sealed class Representing(BoundedCache<Body> bodies)
{
    /// <summary>The tag of the body.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="query">The question as asked.</param>
    /// <param name="form">Its format and layout.</param>
    public static string TagOf(Answer answer, MetricQuery query, BodyForm form)
    {
        // The engine's warnings about rows and the token of the next page follow from the key, so they are left out.
        var foreseen = answer.Meta with
        {
            Next = null, Warnings = answer.Meta.Warnings.SkipLast(answer.Table.Warnings.Count).ToEquatableList(),
        };
        return EntityTags.Of(answer.Key, query, form, foreseen);
    }

    /// <summary>The body with this tag; null when it exceeds the size limit, or contains something that its format cannot hold.</summary>
    public Body? Of(Answer answer, BodyForm form, string tag, AnswerLimits limits, out Diagnostic? misfit)
    {
        misfit = null;
        if (bodies.TryGet(tag, out var body))
            return body;
        string? why = null;
        var bytes = form.Format == BodyFormat.Json
            ? JsonBody.Write(answer.Table, answer.Meta, form, limits.MaxBytes)
            : RowBody.Write(answer.Table, form, limits.MaxBytes, out why);
        misfit = why is null ? null : Misfit(why);
        if (bytes is null)
            return null;
        body = new Body(bytes.Value, form.ContentType, tag);
        bodies.TryAdd(tag, body, body.Bytes);
        return body;
    }

    /// <summary>The refusal when a format cannot hold the answer.</summary>
    public static Diagnostic Misfit(string why) =>
        new(DiagnosticCode.TooManyBytes, why, Hint: "leave the column out, or ask for CSV, NDJSON or JSON");

    public static Diagnostic TooLarge(AnswerLimits limits) => new(
        DiagnosticCode.TooManyBytes, $"the answer takes more than {limits.MaxBytes} bytes",
        Hint: "ask for fewer rows with limit, or for CSV");
}
