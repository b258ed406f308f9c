using System.Globalization;
using System.Text;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Requests;

/// <summary>A query as a JSON body: <c>{"metrics": ["transactions"], "group_by": ["store__country"]}</c>.</summary>
public static class QueryJson
{
    private const string Saved = "saved_query";

    /// <summary>The question in a body, or all its problems.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="now">The instant that relative times are counted from.</param>
    /// <param name="mayAskNothing">True for a question that is still being composed and may be empty.</param>
    public static Outcome<RequestedQuery> Read(ReadOnlyMemory<byte> utf8, DateTimeOffset now, bool mayAskNothing = false)
    {
        var problems = new RequestProblems();
        using var document = JsonText.Parse(utf8, problems);
        return document is null
            ? problems.Refuse<RequestedQuery>()
            : new QueryBody(now, problems).Read(
                RequestValue.OfObject(document.RootElement), QuestionKeys.OfQuery, new MetricQuery(), mayAskNothing: mayAskNothing);
    }

    /// <summary>
    /// The name of the saved query that a body asks for, <c>{"saved_query": "top_stores", "parameters": {"country": "France"}}</c>; null
    /// when the body is a question itself, refused when the value is not a name.
    /// </summary>
    public static Outcome<string>? SavedName(ReadOnlyMemory<byte> utf8)
    {
        var problems = new RequestProblems();
        using var document = JsonText.Parse(utf8, new RequestProblems());
        if (document is null || RequestValue.OfObject(document.RootElement).Find(Saved) is not { } name)
            return null;
        if (name is RequestValue.Text { Value: var text })
            return Outcome<string>.Of(text);
        problems.WrongType(Saved, "the name of a saved query", name, "for example {\"saved_query\": \"top_stores\"}");
        return problems.Refuse<string>();
    }

    /// <summary>The saved question that such a body asks for, with the body's additions.</summary>
    public static Outcome<RequestedQuery> ReadSaved(ReadOnlyMemory<byte> utf8, SavedQuery saved, DateTimeOffset now)
    {
        var problems = new RequestProblems();
        using var document = JsonText.Parse(utf8, problems);
        if (document is null)
            return problems.Refuse<RequestedQuery>();
        // Unknown keys are reported once, when the whole body is read.
        var said = RequestValue.OfObject(document.RootElement);
        var fields = new RequestFields(said, "", QuestionKeys.OfSavedQuery, [], new RequestProblems());
        var arguments = SavedArguments.Read(fields, saved, problems);
        var start = SavedArguments.Fill(saved, arguments, SavedArguments.InBody, problems);
        return new QueryBody(now, problems).Read(said, QuestionKeys.OfSavedQuery, start, saved.TimeRange?.ToString());
    }

    /// <summary>The question in its canonical form, without the page; parsing that gives the same question again.</summary>
    public static string Write(MetricQuery query)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            Write(json, query);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, MetricQuery query)
    {
        json.WriteStartObject();
        WriteList(json, "metrics", query.Metrics, m => WriteItem(json, m.Name, m.Alias, m.ShareOf));
        WriteList(json, "group_by", query.GroupBy, g => WriteItem(json, g.Name, g.Alias, null));
        WriteList(json, "where", query.Where, f => json.WriteStringValue(FilterText.Print(f)));
        if (query.TimeRange is { } range)
        {
            json.WriteStartObject("time_range");
            WriteTime(json, "start", range.Start);
            WriteTime(json, "end", range.End);
            json.WriteEndObject();
        }

        if (query.TimeConstraint is { } constraint)
        {
            json.WriteStartArray("time_constraint");
            WriteTimeValue(json, constraint.Start, isDay: constraint.Start?.TimeOfDay == TimeSpan.Zero);
            WriteTimeValue(json, constraint.End, constraint.EndIsDay);
            json.WriteEndArray();
        }

        if (query.MinMaxOnly)
            json.WriteBoolean("min_max_only", true);
        if (!query.ApplyGroupBy)
            json.WriteBoolean("apply_group_by", false);
        if (query.TimeZone != "UTC")
            json.WriteString("time_zone", query.TimeZone);
        WriteList(json, "order_by", query.OrderBy, o => json.WriteStringValue(o.Descending ? $"-{o.Name}" : o.Name));
        if (query.Limit is { } limit)
            json.WriteNumber("limit", limit);
        if (query.Offset > 0)
            json.WriteNumber("offset", query.Offset);
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string key, EquatableList<T> items, Action<T> write)
    {
        if (items.Count == 0)
            return;
        json.WriteStartArray(key);
        foreach (var item in items)
            write(item);
        json.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter json, string name, string? alias, ShareOf? share)
    {
        if (alias is null && share is null)
        {
            json.WriteStringValue(name);
            return;
        }

        json.WriteStartObject();
        json.WriteString("name", name);
        if (share is { Keep.Count: 0 })
            json.WriteString("share_of", "total");
        else if (share is not null)
            WriteList(json, "share_of", share.Keep, json.WriteStringValue);
        if (alias is not null)
            json.WriteString("as", alias);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string key, DateTime? local)
    {
        if (local is { } time)
            json.WriteString(key, Text(time, isDay: time.TimeOfDay == TimeSpan.Zero));
    }

    private static void WriteTimeValue(Utf8JsonWriter json, DateTime? local, bool isDay)
    {
        if (local is { } time)
            json.WriteStringValue(Text(time, isDay));
        else
            json.WriteNullValue();
    }

    // As the end of a span, a day and its first instant mean different things.
    private static string Text(DateTime time, bool isDay) =>
        time.ToString(isDay ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
