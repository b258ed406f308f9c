using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Metrics.Answering.Answers;
using Metrics.Api.Formats;
using Metrics.Domain.Querying;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Bodies;

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
