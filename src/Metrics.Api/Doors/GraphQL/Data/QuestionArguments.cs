using System.Globalization;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Execution;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>The arguments that all questions take, as the fields of a body of REST.</summary>
internal static class QuestionArguments
{
    public static RequestValue.Fields Said(ResolveContext context)
    {
        (string Key, RequestValue? Value)[] said =
        [
            ("time_range", Range(context.Argument<IReadOnlyDictionary<string, object?>>("timeRange"))),
            ("time_zone", Text("timeZone", context.Argument<string>("timeZone"))),
            ("limit", Number(context.Argument<int?>("first"))),
            ("offset", Number(context.Argument<int?>("offset"))),
            ("page", Text("after", context.Argument<string>("after"))),
        ];
        return new RequestValue.Fields([.. said.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value!))]);
    }

    private static RequestValue? Range(IReadOnlyDictionary<string, object?>? range)
    {
        if (range is null)
            return null;
        RequestValue? Of(string key) => Text($"timeRange.{key}", (string?)range.GetValueOrDefault(key));
        var (words, start, end) = (Of("words"), Of("start"), Of("end"));
        if ((words is null) == (start is null && end is null))
            throw Malformed(
                "timeRange", words is null ? "has neither words nor start and end" : "has both words and a start or end",
                "write {words: \"last 28 days\"} or {start: \"2026-01-01\", end: \"2026-02-01\"}");
        return words ?? new RequestValue.Fields(
        [
            KeyValuePair.Create("start", start ?? RequestValue.Nothing.Instance),
            KeyValuePair.Create("end", end ?? RequestValue.Nothing.Instance),
        ]);
    }

    private static RequestValue.Number? Number(int? number) =>
        number is { } given ? new RequestValue.Number(given.ToString(CultureInfo.InvariantCulture)) : null;

    // In a URL an empty text means that the parameter is not given. Here it would silently drop a condition that the caller meant.
    private static RequestValue.Text? Text(string argument, string? text) => text switch
    {
        null => null,
        "" => throw Malformed(argument, "an empty text", null),
        _ => new RequestValue.Text(text),
    };

    private static RefusedException Malformed(string argument, string what, string? hint) =>
        new(new Diagnostic(DiagnosticCode.MalformedRequest, $"{argument}: {what}", Hint: hint));
}
