using System.Text;
using System.Text.Json;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Requests;

/// <summary>
/// A query as the pairs of a URL: <c>metrics=a,b&amp;group_by=x&amp;where=…&amp;where=…&amp;order_by=-a</c>. It becomes the body of the
/// same meaning and is read as such.
/// </summary>
public static class QueryString
{
    // What may stand beside query=<JSON>: how the answer looks, not what is asked.
    private static readonly string[] _besideJson = ["page", "format", "numbers", "layout", "min_data_version"];

    /// <summary>The question in a URL's pairs, already decoded, or all that is wrong with it.</summary>
    public static Outcome<RequestedQuery> Read(IEnumerable<KeyValuePair<string, string>> pairs, DateTimeOffset now)
    {
        var problems = new RequestProblems();
        var given = pairs.Where(p => p is not { Key: "query", Value: "" }).ToList();
        if (!given.Exists(p => p.Key == "query"))
            return ReadAs(QuestionKeys.OfQuery, given, new MetricQuery(), null, now, problems);
        var json = new QueryPairs(given.Where(p => p.Key == "query"), ["query"], problems).Single("query");
        using var document = JsonText.Parse(Encoding.UTF8.GetBytes(json ?? ""), problems);
        if (document is null)
            return problems.Refuse<RequestedQuery>();
        var beside = new QueryPairs(given.Where(p => p.Key != "query"), _besideJson, problems);
        using var merged = JsonDocument.Parse(beside.Body(document.RootElement));
        return new QueryBody(now, problems).Read(merged.RootElement, QuestionKeys.OfQuery, new MetricQuery());
    }

    /// <summary>A saved question with what a URL adds to it: conditions besides its own, another range, zone, limit or page.</summary>
    /// <param name="pairs">The URL's pairs, already decoded.</param>
    /// <param name="saved">The saved question.</param>
    /// <param name="savedRange">Its time range in words, when it depends on the clock.</param>
    /// <param name="now">What relative ranges are counted from.</param>
    public static Outcome<RequestedQuery> ReadResult(
        IEnumerable<KeyValuePair<string, string>> pairs, MetricQuery saved, string? savedRange, DateTimeOffset now) =>
        ReadAs(QuestionKeys.OfResult, pairs, saved, savedRange, now, new RequestProblems());

    /// <summary>
    /// The same with the values of the saved question's parameters: from the URL, each under its own name, unless they came by another way.
    /// </summary>
    public static Outcome<RequestedQuery> ReadResult(
        IEnumerable<KeyValuePair<string, string>> pairs, SavedQuery saved, DateTimeOffset now,
        IReadOnlyDictionary<string, string>? arguments = null)
    {
        var problems = new RequestProblems();
        var names = arguments is null ? saved.Parameters.Select(p => p.Name).ToList() : [];
        var given = new QueryPairs(pairs, [.. QuestionKeys.OfResult, .. names], problems);
        arguments ??= names.Select(n => (Name: n, Value: given.Take(n))).Where(x => x.Value is not null)
            .ToDictionary(x => x.Name, x => x.Value!);
        var start = SavedArguments.Fill(saved, arguments, SavedArguments.InUrl, problems);
        using var body = JsonDocument.Parse(given.Body());
        return new QueryBody(now, problems).Read(body.RootElement, QuestionKeys.OfResult, start, saved.TimeRange?.ToString());
    }

    private static Outcome<RequestedQuery> ReadAs(
        IReadOnlyCollection<string> keys, IEnumerable<KeyValuePair<string, string>> pairs, MetricQuery start, string? range,
        DateTimeOffset now, RequestProblems problems)
    {
        using var body = JsonDocument.Parse(new QueryPairs(pairs, keys, problems).Body());
        return new QueryBody(now, problems).Read(body.RootElement, keys, start, range);
    }
}
