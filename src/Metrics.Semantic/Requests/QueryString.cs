using System.Globalization;
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

/// <summary>A URL's pairs by key, checked, in the form of a body. A pair without a value counts as absent.</summary>
internal sealed class QueryPairs
{
    private static readonly string[] _lists = ["metrics", "group_by", "order_by"];
    private readonly RequestProblems _problems;
    private readonly Dictionary<string, List<string>> _values = [];

    public QueryPairs(IEnumerable<KeyValuePair<string, string>> pairs, IReadOnlyCollection<string> known, RequestProblems problems)
    {
        _problems = problems;
        foreach (var (key, value) in pairs)
        {
            if (!known.Contains(key) && QueryBody.LaterKeys.Contains(key))
                problems.NotYet(key);
            else if (!known.Contains(key))
                problems.Add("query string", $"unknown parameter {RequestProblems.Quoted(key)}", null, NearestNames.To(key, known));
            else if (!IsUnicode(value))
                problems.Add(key, "not valid Unicode");
            else if (value.Length > 0)
                Of(key).Add(value);
        }
    }

    public string? Single(string key)
    {
        var values = Of(key);
        if (values.Count > 1)
            _problems.Add(key, "given more than once");
        return values.FirstOrDefault();
    }

    /// <summary>As <see cref="Single"/>, and removes the key, so that Said leaves it out.</summary>
    public string? Take(string key)
    {
        var value = Single(key);
        _values.Remove(key);
        return value;
    }

    /// <summary>The pairs in the form of a body, after the fields of a body that was given with them.</summary>
    public RequestValue.Fields Said(RequestValue.Fields? before = null)
    {
        var said = new List<KeyValuePair<string, RequestValue>>(before?.Entries ?? []);
        foreach (var (key, _) in said)
        {
            if (_values.Remove(key))
                _problems.Add(key, "given both in the query and as a parameter");
        }

        said.AddRange(_values.Where(v => v.Value.Count > 0).Select(v => KeyValuePair.Create(v.Key, Value(v.Key))));
        return new RequestValue.Fields(said);
    }

    private RequestValue Value(string key)
    {
        if (key == "where" || _lists.Contains(key))
        {
            return new RequestValue.List(
                [.. (key == "where" ? Of(key) : Of(key).SelectMany(Items)).Select(i => new RequestValue.Text(i))]);
        }

        var text = Single(key)!;
        return key is "limit" or "offset"
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new RequestValue.Number(number.ToString(CultureInfo.InvariantCulture)) : new RequestValue.Text(text);
    }

    // Splits at commas, except those inside the brackets of TimeDimension('metric_time', 'month').
    private static IEnumerable<string> Items(string list)
    {
        var (depth, from) = (0, 0);
        for (var i = 0; i < list.Length; i++)
        {
            depth += list[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (list[i] == ',' && depth <= 0)
            {
                yield return list[from..i].Trim();
                from = i + 1;
            }
        }

        yield return list[from..].Trim();
    }

    private List<string> Of(string key)
    {
        if (!_values.TryGetValue(key, out var values))
            _values[key] = values = [];
        return values;
    }

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
