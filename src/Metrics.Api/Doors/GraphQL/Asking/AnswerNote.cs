using System.Globalization;
using Metrics.Answering.Answers;
using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Adds an answer's metadata to <c>extensions.answers</c>.</summary>
internal static class AnswerNote
{
    public static void Append(ResolveContext context, AnswerMeta meta) => context.AppendExtension("answers", new Dictionary<string, object?>
    {
        ["path"] = context.Path,
        ["as_of"] = meta.AsOf?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture),
        ["data_version"] = meta.DataVersion,
        ["degraded"] = meta.Degraded.Count > 0,
        ["degraded_reasons"] = meta.Degraded
            .Select(r => new Dictionary<string, object?> { ["code"] = r.Code, ["table"] = r.Table, ["detail"] = r.Detail })
            .ToList(),
        ["freshness"] = meta.Confirmed ? "confirmed" : "unconfirmed",
        ["warnings"] = meta.Warnings.ToList(),
        ["next"] = meta.Next,
    });
}
