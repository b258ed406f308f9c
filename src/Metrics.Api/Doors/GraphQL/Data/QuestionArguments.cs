using System.Globalization;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>The arguments that all questions take, as the pairs of a URL that mean the same: one reading serves both doors.</summary>
internal static class QuestionArguments
{
    public static IEnumerable<KeyValuePair<string, string>> Pairs(ResolveContext context)
    {
        (string Key, string? Value)[] pairs =
        [
            ("time_range", Range(context.Argument<IReadOnlyDictionary<string, object?>>("timeRange"))),
            ("time_zone", Said("timeZone", context.Argument<string>("timeZone"))),
            ("limit", context.Argument<int?>("first")?.ToString(CultureInfo.InvariantCulture)),
            ("offset", context.Argument<int?>("offset")?.ToString(CultureInfo.InvariantCulture)),
            ("page", Said("after", context.Argument<string>("after"))),
        ];
        return pairs.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value!));
    }

    private static string? Range(IReadOnlyDictionary<string, object?>? range)
    {
        if (range is null)
            return null;
        string? Of(string key) => Said($"timeRange.{key}", (string?)range.GetValueOrDefault(key));
        var (words, start, end) = (Of("words"), Of("start"), Of("end"));
        if ((words is null) == (start is null && end is null))
            throw Malformed(
                "timeRange", words is null ? "neither words nor ends" : "words and ends",
                "write {words: \"last 28 days\"} or {start: \"2026-01-01\", end: \"2026-02-01\"}");
        return words ?? $"{start}/{end}";
    }

    // An empty text says nothing in a URL; here it would drop a condition that somebody meant.
    private static string? Said(string argument, string? text) =>
        text is { Length: 0 } ? throw Malformed(argument, "an empty text", null) : text;

    private static RefusedException Malformed(string argument, string what, string? hint) =>
        new(new Diagnostic(DiagnosticCode.MalformedRequest, $"{argument}: {what}", Hint: hint));
}
