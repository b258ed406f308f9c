using Metrics.Api.OpenApi;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>The query parameters of questions, for openapi.yaml; <c>QueryString</c> reads them.</summary>
internal static class UrlKeys
{
    private static readonly UrlKey[] _answer =
    [
        new(
            "where",
            "A condition on dimensions or metrics; several must all hold. As in SQL, != and not in leave out what has no value: "
            + "add or … is null to keep it. A date as an end (<=, between) is that whole day",
            "store__country = 'FR'", Repeats: true),
        new("time_range", "The span of metric_time: words, a calendar span or start/end, half-open: start ≤ t < end", "last 28 days"),
        new(
            "time_constraint",
            "dbt's span of metric_time, both ends included and widened to whole grains; an end that is a date is that whole day",
            "2026-01-01/2026-01-31"),
        new("min_max_only", "Without metrics: the smallest and the largest value of each group_by", "false", Words: ["true", "false"]),
        new("apply_group_by", "Without metrics: each value once, or as often as it occurs", "true", Words: ["true", "false"]),
        new("time_zone", "The zone that days and times are counted in", "Europe/Madrid"),
        new("limit", "The most rows to return", "10", IsNumber: true),
        new("offset", "The rows to leave out before the first one; with page the token says where to go on", "20", IsNumber: true),
        new("page", "The next of the page before", ""),
        new("format", "The format; without it Accept decides", "json", Words: ["json", "csv", "ndjson", "xlsx"]),
        new("numbers", "Numbers in JSON as numbers with every digit, or as strings", "number", Words: ["number", "string"]),
        new("layout", "Rows in JSON as lists or as objects", "arrays", Words: ["arrays", "objects"]),
        new("min_data_version", "The publication that the answer must have seen; waits up to two seconds for it", "12"),
    ];

    /// <summary>The parameters of a saved query's result.</summary>
    public static readonly UrlKey[] Result =
    [
        .. _answer,
        new(
            "parameters", "The saved query's own parameters, each as a key of its own name; /saved-queries/{name} lists them",
            "country=France", IsOpen: true),
    ];

    /// <summary>The parameters of a question.</summary>
    public static readonly UrlKey[] Query =
    [
        new("metrics", "Metrics, separated by commas", "transacted_amount,transactions"),
        new("group_by", "Dimensions, separated by commas", "store__country,metric_time__month"),
        new(
            "order_by",
            "Columns to order by, separated by commas; - before a name for descending. "
            + "A metric that is not asked for, or what group_by determines, may be named too",
            "-transacted_amount"),
        new("fill", "Whether to fill in what has no rows; only none so far", "none", Words: ["none"]),
        new("query", "All of the question as the JSON of a body, instead of the other keys", ""),
        .. _answer,
    ];
}
