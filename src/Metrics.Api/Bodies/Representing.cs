using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Api.Formats;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Requests;

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

/// <summary>
/// Computes the tag of a body from everything the body is a function of, so that the tag is known before the body is written.
/// </summary>
internal static class EntityTags
{
    private const int Length = 15;

    /// <param name="key">The answer's key: question, definitions, versions.</param>
    /// <param name="query">The question as asked, which the token of the next page depends on.</param>
    /// <param name="form">Its format and layout.</param>
    /// <param name="meta">The answer's metadata, as far as it is known without the rows.</param>
    public static string Of(string key, MetricQuery query, BodyForm form, AnswerMeta meta)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{key}\n{form}\n{QueryJson.Write(query)}\n{query.Offset}\n")
            .Append(CultureInfo.InvariantCulture, $"{meta.DataVersion} {meta.AsOf?.UtcTicks} {meta.Confirmed}\n");
        foreach (var reason in meta.Degraded)
            text.Append(CultureInfo.InvariantCulture, $"{reason.Code}\t{reason.Table}\t{reason.Detail}\n");
        foreach (var warning in meta.Warnings)
            text.Append(warning).Append('\n');
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(..Length));
    }
}
