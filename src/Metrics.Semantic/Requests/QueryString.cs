using System.Text;
using System.Text.Json;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Requests;

/// <summary>
/// A query as the pairs of a URL: <c>metrics=a,b&amp;group_by=x&amp;where=…&amp;where=…&amp;order_by=-a</c>. They mean the same as a body.
/// </summary>
public static class QueryString
{
    // The keys that are allowed beside query=<JSON>: they affect how the answer looks, not what is asked.
    private static readonly string[] _besideJson = ["page", "format", "numbers", "layout", "min_data_version"];

    /// <summary>The question in a URL's decoded pairs, or all its problems.</summary>
    public static Outcome<RequestedQuery> Read(IEnumerable<KeyValuePair<string, string>> pairs, DateTimeOffset now)
    {
        var problems = new RequestProblems();
        var given = pairs.Where(p => p is not { Key: "query", Value: "" }).ToList();
        if (!given.Exists(p => p.Key == "query"))
        {
            return new QueryBody(now, problems).Read(
                new QueryPairs(given, QuestionKeys.OfQuery, problems).Said(), QuestionKeys.OfQuery, new MetricQuery());
        }

        var json = new QueryPairs(given.Where(p => p.Key == "query"), ["query"], problems).Single("query");
        using var document = JsonText.Parse(Encoding.UTF8.GetBytes(json ?? ""), problems);
        if (document is null)
            return problems.Refuse<RequestedQuery>();
        var beside = new QueryPairs(given.Where(p => p.Key != "query"), _besideJson, problems);
        return new QueryBody(now, problems).Read(
            beside.Said(RequestValue.OfObject(document.RootElement)), QuestionKeys.OfQuery, new MetricQuery());
    }

    /// <summary>
    /// A saved question with a URL's additions: further conditions, another range, zone, limit or page, and the values of its parameters,
    /// each under the parameter's name.
    /// </summary>
    /// <param name="pairs">The URL's pairs, already decoded.</param>
    /// <param name="saved">The saved question.</param>
    /// <param name="now">The instant that relative ranges are counted from.</param>
    public static Outcome<RequestedQuery> ReadResult(
        IEnumerable<KeyValuePair<string, string>> pairs, SavedQuery saved, DateTimeOffset now)
    {
        var problems = new RequestProblems();
        var names = saved.Parameters.Select(p => p.Name).ToList();
        var given = new QueryPairs(pairs, [.. QuestionKeys.OfResult, .. names], problems);
        var arguments = from name in names
                        let value = given.Take(name)
                        where value is not null
                        select KeyValuePair.Create(name, (RequestValue)new RequestValue.Text(value));
        var start = SavedArguments.Fill(saved, new RequestValue.Fields([.. arguments]), SavedArguments.InUrl, problems);
        return new QueryBody(now, problems).Read(given.Said(), QuestionKeys.OfResult, start, saved.TimeRange?.ToString());
    }
}
