using System.Globalization;
using System.Text.Json;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Requests;

/// <summary>A URL's pairs by key, checked, and written as the body they stand for. A pair without a value says nothing.</summary>
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
            if (!known.Contains(key))
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

    /// <summary>As <see cref="Single"/>, and no part of the body.</summary>
    public string? Take(string key)
    {
        var value = Single(key);
        _values.Remove(key);
        return value;
    }

    /// <summary>The body; what another one holds comes first.</summary>
    public byte[] Body(JsonElement? before = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var property in before?.EnumerateObject() ?? default)
            {
                if (_values.Remove(property.Name))
                    _problems.Add(property.Name, "given in the query and beside it");
                property.WriteTo(json);
            }

            foreach (var key in _values.Keys.Where(k => _values[k].Count > 0))
                Write(json, key);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void Write(Utf8JsonWriter json, string key)
    {
        if (key == "where" || _lists.Contains(key))
        {
            json.WriteStartArray(key);
            foreach (var item in key == "where" ? Of(key) : Of(key).SelectMany(Items))
                json.WriteStringValue(item);
            json.WriteEndArray();
        }
        else if (key is "limit" or "offset"
            && long.TryParse(Single(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            json.WriteNumber(key, number);
        }
        else
        {
            json.WriteString(key, Single(key));
        }
    }

    // At commas, but not at those between the brackets of TimeDimension('metric_time', 'month').
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
