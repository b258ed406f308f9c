using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Requests;

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
